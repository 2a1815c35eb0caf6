"""Usage by part and day on this machine: what `daily.grouped_daily` gives, in a fraction of the time.

One line in three begins a new group, which is the worst case of a hash table. But lines come in about the order in
which they were written, so that those of one day lie together and are counted there.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from app.domain.usage.day_kernel import add_lines, add_sums, number_groups

BATCH_ROWS = 1_000_000
Days = np.ndarray[Any, np.dtype[np.int32]]
Parts = np.ndarray[Any, np.dtype[np.uint32]]


class Sums(NamedTuple):
    """Sums of one or several batches, where a group may stand once for each batch.

    Attributes:
        days: since 1970-01-01, one a group. parts: their numbers, one a group. values: (groups, measures).
    """

    days: Days
    parts: Parts
    values: np.ndarray[Any, np.dtype[np.int64]]


def counted_daily(movements: pl.LazyFrame, reasons: Sequence[str]) -> pl.DataFrame:
    """Units consumed per part and day of the original movement, compensations taken off.

    Args:
        movements: ledger lines with roots; read in batches, so that memory grows with the groups only.
        reasons: what counts as usage.

    Returns:
        `part_key, day, <reason>_qty ..., undone_qty, movements`, by day.
    """
    names = pl.Categories.random()
    keeper = pl.Series(dtype=pl.Categorical(names))  # names live as long as some column knows them
    batches = [_sums(batch, len(reasons)) for batch in _batches(movements, reasons, names)]
    sums = _merged(batches, len(reasons) + 2)
    measures = [*(f"{reason}_qty" for reason in reasons), "undone_qty", "movements"]
    return pl.DataFrame(
        {
            "part_key": pl.Series(sums.parts).cat.to(keeper.dtype).cast(pl.String),
            "day": pl.Series(sums.days).cast(pl.Date),
        }
        | {name: sums.values[:, column] for column, name in enumerate(measures)}
    )


def _batches(movements: pl.LazyFrame, reasons: Sequence[str], names: pl.Categories) -> Iterator[pl.DataFrame]:
    """Lines of usage with days, parts and reasons as numbers."""
    usage = movements.filter(pl.col("root_reason").is_in(reasons)).select(
        pl.col("root_occurred_at").dt.date().to_physical(),
        pl.col("part_key").cast(pl.Categorical(names)).to_physical(),
        pl.col("root_reason").cast(pl.Enum(reasons)).to_physical(),
        "delta",
        is_original=pl.col("undoes_movement_id").is_null(),
    )
    return (batch for batch in usage.collect_batches(chunk_size=BATCH_ROWS) if batch.height)


def _sums(batch: pl.DataFrame, reason_count: int) -> Sums:
    days, parts, reasons, deltas, is_original = (column.to_numpy() for column in batch.iter_columns())
    group, day_of, part_of = _groups(days, parts)
    values = np.zeros((len(day_of), reason_count + 2), np.int64)
    add_lines(values, group, reasons, deltas, is_original)
    return Sums(day_of, part_of, values)


def _merged(batches: Sequence[Sums], measure_count: int) -> Sums:
    """The batches as one, where a day that was recorded late stands in several."""
    if not batches:
        return Sums(np.empty(0, np.int32), np.empty(0, np.uint32), np.empty((0, measure_count), np.int64))
    if len(batches) == 1:
        return batches[0]
    days, parts = (np.concatenate([batch[column] for batch in batches]) for column in (0, 1))
    group, day_of, part_of = _groups(days, parts)
    sums = np.zeros((len(day_of), measure_count), np.int64)
    begin = 0
    for batch in batches:
        add_sums(sums, group[begin : begin + len(batch.days)], batch.values)
        begin += len(batch.days)
    return Sums(day_of, part_of, sums)


def _groups(days: Days, parts: Parts) -> tuple[np.ndarray[Any, np.dtype[np.int32]], Days, Parts]:
    """The group of each row, and the day and the part of each group."""
    first = days.min()
    group, day_of, part_of = number_groups(days - first, parts, int(days.max() - first) + 1, int(parts.max()) + 1)
    return group, day_of + first, part_of
