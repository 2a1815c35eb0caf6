"""Usage by part and day, from reasons - never from raw deltas."""

import polars as pl

USAGE_REASONS = ("pick", "use", "scrap", "repair")


def usage_daily(movements: pl.DataFrame) -> pl.DataFrame:
    """Units consumed per part and day of the original movement, compensations taken off.

    Args:
        movements: ledger lines with roots (`app.domain.stock.undo_chain.with_roots`).

    Returns:
        The columns of `marts.usage_daily_v1`, sorted by part and day.
    """
    consumption = movements.filter(pl.col("root_reason").is_in(USAGE_REASONS))
    is_original = pl.col("id") == pl.col("root_id")
    by_reason = [
        (-pl.col("delta")).filter(pl.col("root_reason") == reason).sum().alias(f"{reason}_qty")
        for reason in USAGE_REASONS
    ]
    return (
        consumption.group_by("part_key", day=pl.col("root_occurred_at").dt.date())
        .agg(
            *by_reason,
            used_qty=(-pl.col("delta")).sum(),
            booked_qty=(-pl.col("delta")).filter(is_original).sum(),
            movements=is_original.sum().cast(pl.Int64),
        )
        .with_columns(undone_qty=pl.col("booked_qty") - pl.col("used_qty"))
        .drop("booked_qty")
        .sort("part_key", "day")
    )
