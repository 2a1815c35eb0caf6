"""Usage by part and day on this machine: what `daily.grouped_daily` gives, in a fraction of the time.

One line in three begins a new group, which is the worst case of a hash table. But lines come in about the order in
which they were written, so that those of one day lie together and are counted there.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from app.domain.usage.day_kernel import add_column, add_lines, number_groups

BATCH_ROWS = 500_000
MOST_WAITING = 5_000_000
"""Sums by batch, day and part that may wait to be added up, unless there are more groups than that."""
Days = np.ndarray[Any, np.dtype[np.int32]]
Parts = np.ndarray[Any, np.dtype[np.uint32]]
Values = np.ndarray[Any, np.dtype[np.int32 | np.int64]]


class Sums(NamedTuple):
    """Sums of one batch, one row a group.

    Attributes:
        days: since 1970-01-01. parts: their numbers. values: (measures, groups). largest: of their sizes.
    """

    days: Days
    parts: Parts
    values: Values
    largest: int


def counted_daily(movements: pl.LazyFrame, reasons: Sequence[str]) -> pl.DataFrame:
    """Units consumed per part and day of the original movement, compensations taken off.

    Args:
        movements: ledger lines with roots; read in batches, so that memory grows with the groups only.
        reasons: what counts as usage.

    Returns:
        `part_key, day, <reason>_qty ..., undone_qty, movements`, by day.
    """
    names = pl.Categories.random()
    keeper = pl.Series("part_key", dtype=pl.Categorical(names))  # names go with the last column that has them
    sums = _all_sums((_batch_sums(batch, len(reasons)) for batch in _batches(movements, reasons, names)), len(reasons))
    part_key = names.to_series().gather(pl.Series(sums.parts)).alias(keeper.name)
    days = pl.Series("day", sums.days).cast(pl.Date)
    measures = (*(f"{reason}_qty" for reason in reasons), "undone_qty", "movements")
    columns = (pl.Series(name, values).cast(pl.Int64) for name, values in zip(measures, sums.values, strict=True))
    return pl.DataFrame([part_key, days, *columns])


def _batches(movements: pl.LazyFrame, reasons: Sequence[str], names: pl.Categories) -> Iterator[pl.DataFrame]:
    """Lines of usage with days, parts and reasons as numbers."""
    reason, number = pl.col("root_reason"), pl.lit(0, pl.UInt8)
    for position, name in enumerate(reasons[1:], start=1):
        number = pl.when(reason == name).then(pl.lit(position, pl.UInt8)).otherwise(number)
    usage = movements.filter(reason.is_in(reasons)).select(
        pl.col("root_occurred_at").dt.date().to_physical(),
        pl.col("part_key").cast(pl.Categorical(names)).to_physical(),
        number.alias("root_reason"),
        "delta",
        is_original=pl.col("undoes_movement_id").is_null(),
    )
    return (batch for batch in usage.collect_batches(chunk_size=BATCH_ROWS) if batch.height)


def _batch_sums(batch: pl.DataFrame, reason_count: int) -> Sums:
    """Sums of the lines of one batch."""
    days, parts, reasons, deltas, is_original = (column.to_numpy() for column in batch.iter_columns())
    group, day_of, part_of = _groups(days, parts)
    values = np.zeros((reason_count + 2, len(day_of)), np.int64)
    add_lines(values, group, reasons, deltas, is_original)
    largest = int(max(-values.min(), values.max()))
    return Sums(day_of, part_of, values.astype(_width(largest)), largest)


def _all_sums(batches: Iterable[Sums], reason_count: int) -> Sums:
    """The sums of all batches. A day of which lines came in several batches stands in each of them.

    They are added up whenever so many wait that memory would grow with the lines instead of the groups.
    """
    nothing = np.zeros((reason_count + 2, 0), np.int32)
    total, waiting = Sums(np.zeros(0, np.int32), np.zeros(0, np.uint32), nothing, 0), 0
    parts = [total]
    for batch in batches:
        parts.append(batch)
        waiting += len(batch.days)
        if waiting > max(MOST_WAITING, len(total.days)):
            total, waiting = _merged(parts), 0
            parts = [total]
    return _merged(parts)


def _merged(batches: Sequence[Sums]) -> Sums:
    """Sums of several batches, a day and part once."""
    if len(batches) == 1:
        return batches[0]
    days, parts = (np.concatenate([getattr(batch, name) for batch in batches]) for name in ("days", "parts"))
    group, day_of, part_of = _groups(days, parts)
    largest = sum(batch.largest for batch in batches)
    values = np.zeros((len(batches[0].values), len(day_of)), _width(largest))
    begin = 0
    for batch in batches:
        end = begin + len(batch.days)
        for sums, added in zip(values, batch.values, strict=True):
            add_column(sums, group[begin:end], added)
        begin = end
    return Sums(day_of, part_of, values, largest)


def _width(largest: int) -> type[np.signedinteger]:
    """Numbers as narrow as they may be."""
    return np.int32 if largest <= np.iinfo(np.int32).max else np.int64


def _groups(days: Days, parts: Parts) -> tuple[Days, Days, Parts]:
    """The group of each row, and the day and the part of each group."""
    if not len(days):
        return days, days, parts
    first, room = days.min(), np.empty((4, len(days)), np.int32)
    counts = int(days.max() - first) + 1, int(parts.max()) + 1
    groups = number_groups(days - first, parts, counts, room)
    return room[1], room[2, :groups] + first, room[3, :groups].astype(np.uint32)
