"""How full boxes are, and over how many boxes a category is scattered."""

from datetime import date, timedelta

import polars as pl

from app.domain.usage.daily import USAGE_REASONS

WINDOW_DAYS = 90


def box_utilisation(
    locations: pl.DataFrame, balances: pl.DataFrame, movements: pl.LazyFrame, as_of: date
) -> pl.DataFrame:
    """One row per box of `locations` (archived boxes left out), with the columns of `marts.box_utilisation_v1`.

    Args:
        locations: one row per slot with its box's facts. balances: `part_key, box_no, loc_no, quantity`.
        movements: ledger lines with roots. as_of: last day of the 90-day window.
    """
    facts = ["description", "zone", "aisle", "bay", "level", "distance_m", "designated_type"]
    boxes = locations.group_by("box_no").agg(
        *(pl.col(name).first() for name in facts),
        capacity=pl.len().cast(pl.Int64),
        locked=pl.col("is_locked").sum().cast(pl.Int64),
    )
    held = balances.group_by("box_no").agg(
        occupied=pl.col("loc_no").n_unique().cast(pl.Int64),
        parts=pl.col("part_key").n_unique().cast(pl.Int64),
        units=pl.col("quantity").sum(),
    )
    counts = ["occupied", "parts", "units", "used_90d"]
    return (
        boxes.join(held, "box_no", "left")
        .join(_used_per_box(movements, as_of), "box_no", "left")
        .with_columns(pl.col(counts).fill_null(0))
        .with_columns(utilisation=pl.col("occupied") / pl.col("capacity"))
        .sort("box_no")
    )


def category_spread(parts: pl.DataFrame, balances: pl.DataFrame, usage: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row per category with stock, with the columns of `marts.category_spread_v1`.

    Args:
        parts: `part_key, type_name`. balances: `part_key, box_no, loc_no, quantity`. usage: `part_key, day, used_qty`.
    """
    typed = parts.filter(pl.col("type_name").is_not_null()).select("part_key", "type_name")
    held = balances.join(typed, "part_key")
    main = (
        held.group_by("type_name", "box_no")
        .agg(slots=pl.len())
        .sort("type_name", "slots", "box_no", descending=[False, True, False])
        .group_by("type_name", maintain_order=True)
        .agg(main_box_no=pl.col("box_no").first(), main_box_share=pl.col("slots").first() / pl.col("slots").sum())
    )
    used = (
        usage.filter((pl.col("day") > as_of - timedelta(days=WINDOW_DAYS)) & (pl.col("day") <= as_of))
        .join(typed, "part_key")
        .group_by("type_name")
        .agg(used_90d=pl.col("used_qty").sum())
    )
    return (
        held.group_by("type_name")
        .agg(
            parts=pl.col("part_key").n_unique().cast(pl.Int64),
            units=pl.col("quantity").sum(),
            boxes=pl.col("box_no").n_unique().cast(pl.Int64),
        )
        .join(main, "type_name", "left")
        .join(used, "type_name", "left")
        .with_columns(pl.col("used_90d").fill_null(0))
        .sort("type_name")
    )


def _used_per_box(movements: pl.LazyFrame, as_of: date) -> pl.DataFrame:
    day = pl.col("root_occurred_at").dt.date()
    in_window = (day > as_of - timedelta(days=WINDOW_DAYS)) & (day <= as_of)
    return (
        movements.filter(pl.col("root_reason").is_in(USAGE_REASONS) & in_window)
        .group_by("box_no")
        .agg(used_90d=(-pl.col("delta")).sum())
        .collect(engine="streaming")
    )
