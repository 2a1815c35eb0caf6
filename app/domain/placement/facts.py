"""The facts that placement methods work on, from core tables."""

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from app.domain.placement.interface import PART_COLUMNS, SLOT_COLUMNS, PlacementMethod

WINDOW_DAYS = 90
DAYS_PER_MONTH = 365.25 / 12


def part_facts(
    parts: pl.DataFrame, balances: pl.DataFrame, locations: pl.DataFrame, usage: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """Parts in service with visits a month (consumption lines of the last 90 days) and where they lie now.

    A part in several slots counts as lying where most of it lies.
    """
    visits = (
        usage.filter((pl.col("day") > as_of - timedelta(days=WINDOW_DAYS)) & (pl.col("day") <= as_of))
        .group_by("part_key")
        .agg(visits_per_month=pl.col("movements").sum() / WINDOW_DAYS * DAYS_PER_MONTH)
    )
    main_slot = (
        balances.sort(["part_key", "quantity", "box_no", "loc_no"], descending=[False, True, False, False])
        .unique("part_key", keep="first", maintain_order=True)
        .join(locations.select("location", distance_now_m="distance_m"), "location")
        .select("part_key", "distance_now_m")
    )
    return (
        parts.filter(~pl.col("is_archived"))
        .join(visits, "part_key", "left")
        .join(main_slot, "part_key", "left")
        .with_columns(pl.col("visits_per_month").fill_null(0.0))
        .select(PART_COLUMNS)
        .sort("part_key")
    )


def slot_facts(locations: pl.DataFrame, balances: pl.DataFrame) -> pl.DataFrame:
    """Unlocked slots of boxes in service, each known to be free or not."""
    held = balances.select("location").unique().with_columns(is_held=True)
    return (
        locations.filter(~pl.col("is_locked"), ~pl.col("is_archived"))
        .join(held, "location", "left")
        .with_columns(is_free=pl.col("is_held").is_null())
        .select(SLOT_COLUMNS)
        .sort("box_no", "loc_no")
    )


def suggest_with_all(
    methods: Sequence[PlacementMethod], parts: pl.DataFrame, slots: pl.DataFrame, stock: pl.DataFrame
) -> pl.DataFrame:
    """Suggestions of several methods in one frame, with the column `method`."""
    return pl.concat(
        [method.suggest(parts, slots, stock).with_columns(method=pl.lit(method.name)) for method in methods]
    )
