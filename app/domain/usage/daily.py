"""Usage by part and day, from reasons - never from raw deltas. Runs on Polars and on a cluster, as `stock` does."""

import narwhals as nw
import polars as pl

from app.domain.portable import Frame

USAGE_REASONS = ("pick", "use", "scrap", "repair")


def usage_daily(movements: Frame) -> Frame:
    """Units consumed per part and day of the original movement, compensations taken off.

    Args:
        movements: ledger lines with roots (`app.domain.stock.undo_chain.with_roots`).

    Returns:
        The columns of `marts.usage_daily_v1`, in no order.
    """
    native = movements.to_native()
    days = _counted(native) if isinstance(native, pl.LazyFrame) else grouped_daily(movements)
    return days.with_columns(used_qty=nw.sum_horizontal(*(f"{reason}_qty" for reason in USAGE_REASONS)))


def grouped_daily(movements: Frame) -> Frame:
    """Sums by part and day in any engine's own way, without `used_qty`."""
    taken, is_original = -nw.col("delta"), nw.col("undoes_movement_id").is_null()
    by_reason = {f"{reason}_qty": _sum_where(nw.col("root_reason") == reason, taken) for reason in USAGE_REASONS}
    return (
        movements.filter(nw.col("root_reason").is_in(USAGE_REASONS))
        .with_columns(day=nw.col("root_occurred_at").dt.date())
        .group_by("part_key", "day")
        .agg(
            **by_reason,
            undone_qty=_sum_where(~is_original, nw.col("delta")),
            movements=_sum_where(is_original, nw.lit(1, nw.Int64)),
        )
    )


def _counted(movements: pl.LazyFrame) -> Frame:
    from app.domain.usage.counted import counted_daily  # noqa: PLC0415  # Numba takes half a second to import

    return nw.from_native(counted_daily(movements, USAGE_REASONS).lazy())


def _sum_where(condition: nw.Expr, value: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(value).otherwise(0).sum()
