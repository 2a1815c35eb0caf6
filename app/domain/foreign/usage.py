"""Use by part and day in databases that are not ours, of the events that a mapping calls consumption."""

import polars as pl

from app.domain.foreign.total import total


def with_parts(movements: pl.DataFrame, stock: pl.DataFrame) -> pl.DataFrame:
    """Events of `core.foreign_movement_v1` with the part of their stock record where they name none themselves.

    The part stays empty where the record is gone, or none was named.
    """
    owners = stock.select("source", "stock_id", owner="part_id")
    known = movements.join(owners, ["source", "stock_id"], "left")
    return known.with_columns(part_id=pl.coalesce("part_id", "owner")).drop("owner")


def foreign_usage_daily(events: pl.DataFrame) -> pl.DataFrame:
    """The columns of `marts.foreign_usage_daily_v1`, in no order, of events that know their part (`with_parts`)."""
    taken = pl.col("taken")
    counted = events.filter("is_consumption", pl.col("occurred_at").is_not_null(), pl.col("part_id").is_not_null())
    return (
        counted.with_columns(day=pl.col("occurred_at").dt.date())
        .group_by("source", "part_id", "day")
        .agg(
            used_qty=total(taken.filter(taken > 0)),
            returned_qty=total((-taken).filter(taken < 0)),
            events=pl.len().cast(pl.Int64),
            unknown_events=taken.null_count().cast(pl.Int64),
        )
    )
