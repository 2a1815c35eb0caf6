"""Usage by part and day on this machine: what `daily.grouped_daily` gives, in a fraction of the time.

One line in three begins a new group, which is the worst case of a hash table. But lines come in about the order in
which they were written, so that those of one day lie together and are counted there.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from app.domain.usage.day_kernel import add_column, add_lines, number_groups

BATCH_ROWS = 3_500_000
Days = np.ndarray[Any, np.dtype[np.int32]]
Parts = np.ndarray[Any, np.dtype[np.uint32]]
Values = np.ndarray[Any, np.dtype[np.int32 | np.int64]]


class Sums(NamedTuple):
    """Sums of one batch, one row a group.

    Attributes:
        days: since 1970-01-01. parts: their numbers. values: (measures, groups), as narrow as they may be.
    """

    days: Days
    parts: Parts
    values: Values


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
    batches = [_sums(batch, len(reasons)) for batch in _batches(movements, reasons, names)]
    measures = [*(f"{reason}_qty" for reason in reasons), "undone_qty", "movements"]
    if not batches:
        return pl.DataFrame(schema={"part_key": pl.String, "day": pl.Date} | dict.fromkeys(measures, pl.Int64))
    # A day that was recorded late stands in several batches.
    group, day_of, part_of = _groups(
        np.concatenate([batch.days for batch in batches]), np.concatenate([batch.parts for batch in batches])
    )
    columns = {name: _column(batches, number, group, len(day_of)) for number, name in enumerate(measures)}
    part_key = names.to_series().gather(pl.Series(part_of)).alias(keeper.name)
    return pl.DataFrame({"part_key": part_key, "day": pl.Series(day_of).cast(pl.Date)} | columns)


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
    values = np.zeros((reason_count + 2, len(day_of)), np.int64)
    add_lines(values, group, reasons, deltas, is_original)
    is_narrow = max(-values.min(), values.max()) <= np.iinfo(np.int32).max
    return Sums(day_of, part_of, values.astype(np.int32) if is_narrow else values)


def _column(batches: Sequence[Sums], number: int, group: Days, groups: int) -> pl.Series:
    """One measure of all batches by group; `group` names that of each row of each batch."""
    sums = np.zeros(groups, np.int64)
    begin = 0
    for batch in batches:
        end = begin + len(batch.days)
        add_column(sums, group[begin:end], batch.values[number])
        begin = end
    return pl.Series(sums)


def _groups(days: Days, parts: Parts) -> tuple[Days, Days, Parts]:
    """The group of each row, and the day and the part of each group."""
    first = days.min()
    group, day_of, part_of = number_groups(days - first, parts, int(days.max() - first) + 1, int(parts.max()) + 1)
    return group, day_of + first, part_of
