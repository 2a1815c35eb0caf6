"""Ledgers of any length as Parquet files of `core.movement_v1`, one a month, made by the column."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from app.contracts.movement import MOVEMENT
from app.domain.quality.conform import conform
from app.warehouse.files import write_parquet

MOVEMENTS = int(os.environ.get("BENCH_MOVEMENTS", "20_000_000"))
"""Lines of a ledger; fewer for a quick look."""

PARTS = 10_000
MONTHS = 24
REASONS = ("receive", "pick", "use", "scrap", "repair", "count", "move_out", "move_in")
SHARES = (0.12, 0.40, 0.20, 0.03, 0.03, 0.06, 0.08, 0.08)
UNDONE = 0.02
LATE = 0.01
LETTERS = 26


def write_ledger(folder: Path, movements: int, seed: int) -> Sequence[Path]:
    """About `movements` lines over two years and 10 000 parts (lognormal activity, sigma 1.2); the files in order.

    Two in a hundred lines are undos, one in a hundred was recorded up to two months late.
    """
    random = np.random.default_rng(seed)
    activity = np.cumsum(random.lognormal(0, 1.2, PARTS))
    slots = _slots(random)
    files, per_month = [], movements // MONTHS
    for month in range(MONTHS):
        path = folder / f"{2024 + month // 12}-{month % 12 + 1:02}-{seed}.parquet"
        first_id = 1 + per_month * (month + MONTHS * seed)
        ids = np.arange(first_id, first_id + per_month)
        write_parquet(conform(_month(random, month, ids, activity, slots), MOVEMENT), path)
        files.append(path)
    return sorted(files)


def _slots(random: np.random.Generator) -> pl.DataFrame:
    """Two slots for each part."""
    number = np.arange(PARTS).repeat(2)
    keys = ["".join(chr(65 + part // LETTERS**digit % LETTERS) for digit in (3, 2, 1, 0)) for part in range(PARTS)]
    boxes, slots = random.integers(1, 171, PARTS * 2), random.integers(1, 61, PARTS * 2)
    return pl.DataFrame({"part_key": pl.Series(keys).gather(number), "box_no": boxes, "loc_no": slots}).with_columns(
        location=pl.format("{}-{}", "box_no", "loc_no")
    )


def _month(
    random: np.random.Generator, month: int, ids: np.ndarray, activity: np.ndarray, slots: pl.DataFrame
) -> pl.DataFrame:
    rows = len(ids)
    begin = np.datetime64(datetime(2024 + month // 12, month % 12 + 1, 1, tzinfo=UTC).replace(tzinfo=None), "us")
    length = 28 * 86_400_000_000
    part = np.searchsorted(activity, random.random(rows) * activity[-1])
    place = slots[2 * part + (random.random(rows) < 0.2)]
    root_occurred = begin + np.sort(random.integers(0, length, rows)).astype("timedelta64[us]")
    reason = pl.Series(REASONS).gather(random.choice(len(REASONS), rows, p=SHARES))
    size = random.integers(1, 9, rows)
    is_undo = (random.random(rows) < UNDONE) & (ids > 1)  # the first line has none before it
    lateness = random.integers(0, 1440, rows).astype("timedelta64[h]")
    sign = np.where(reason.is_in(["receive", "move_in"]).to_numpy() ^ is_undo, 1, -1)
    occurred = pl.col("occurred_at")
    return place.with_columns(
        id=ids,
        delta=sign * size,
        root_reason=reason,
        occurred_at=pl.Series(root_occurred).dt.replace_time_zone("UTC"),
        recorded_at=pl.Series(root_occurred + lateness * (random.random(rows) < LATE)).dt.replace_time_zone("UTC"),
        is_undo=is_undo,
        actor=pl.lit("bench"),
        batch_id=ids,
        reference=pl.lit(None, pl.String),
        note=pl.lit(None, pl.String),
    ).with_columns(
        reason=pl.when("is_undo").then(pl.lit("undo")).otherwise("root_reason"),
        undoes_movement_id=pl.when("is_undo").then(pl.col("id") - 1),
        root_id=pl.col("id") - pl.col("is_undo").cast(pl.Int64),
        root_occurred_at=pl.when("is_undo").then(occurred.dt.offset_by("-1h")).otherwise(occurred),
    )


@contextmanager
def ledger(seeds: int = 1) -> Iterator[Path]:
    """A folder with ledgers of the bench's length, one for each seed; removed afterwards."""
    with TemporaryDirectory(prefix="binsight-ledger-") as folder:
        for seed in range(seeds):
            write_ledger(Path(folder), MOVEMENTS, seed)
        yield Path(folder)
