"""Which places each walk from the bench went to, from the ledger."""

from datetime import date, timedelta

import polars as pl

from app.domain.usage.daily import USAGE_REASONS

WALK_DAYS = 182
"""Half a year of walks says where things belong; older habits fade."""


def walk_lines(movements: pl.LazyFrame, as_of: date, days: int) -> pl.DataFrame:
    """`session, day, part_key, location`: places that walks of the last `days` days went to, undone lines left out.

    What was picked for one list on one day is one walk; anything else is a walk of its own. `day` counts days since
    1970, UTC; the last day is `as_of`.

    Args:
        movements: `id, part_key, location, delta, reference, root_id, root_reason, root_occurred_at`.
    """
    day = pl.col("root_occurred_at").dt.date()
    is_picked = (pl.col("id") == pl.col("root_id")) & (pl.col("root_reason") == "pick")
    picked_for = pl.col("reference").filter(is_picked).first()
    lines = (
        movements.filter(pl.col("root_reason").is_in(USAGE_REASONS), day > as_of - timedelta(days=days), day <= as_of)
        .group_by("root_id")
        .agg(
            pl.col("part_key", "location").first(),
            day=day.first().cast(pl.Int32).cast(pl.Int64),
            picked_for=picked_for,
            taken=-pl.col("delta").sum(),
        )
        .filter(pl.col("taken") > 0)
    )
    alone = pl.format("line {}", "root_id")
    session = pl.coalesce(pl.format("{} on {}", "picked_for", "day"), alone)
    order = ("day", "session", "part_key", "location")
    found = lines.select("day", "part_key", "location", session=session).unique().sort(order)
    return found.select("session", "day", "part_key", "location").collect(engine="streaming")
