"""How each part moves: last use, rate over fixed windows, ABC class, dead stock."""

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

MINIMUM_HISTORY_DAYS = 30
YEAR_DAYS = 365
CLASS_A_SHARE = 0.80
CLASS_B_SHARE = 0.95


def part_activity(
    parts: pl.DataFrame, balances: pl.DataFrame, movements: pl.LazyFrame, usage: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """One row per part of `parts`, with the columns of `marts.part_activity_v1`.

    Args:
        parts: `part_key, description, type_name, minimum_quantity`, archived ones left out.
        balances: `part_key, quantity`. movements: `part_key, occurred_at, reason`.
        usage: `part_key, day, used_qty`. as_of: day that the windows end with, inclusive.

    ABC after Pareto's rule as used in inventory control (Silver, Pyke and Thomas, *Inventory and Production
    Management in Supply Chains*): by units used in a year, cut at 80 and 95 percent.
    """
    joined = (
        parts.join(balances.group_by("part_key").agg(total_quantity=pl.col("quantity").sum()), "part_key", "left")
        .join(_history(movements), "part_key", "left")
        .join(windows(usage, as_of), "part_key", "left")
        .with_columns(pl.col("total_quantity", "used_30d", "used_90d", "used_365d").fill_null(0))
    )
    return (
        joined.with_columns(history_days=(pl.lit(as_of) - pl.col("first_movement_on")).dt.total_days() + 1)
        .with_columns(rate_note=history_note())
        .with_columns(daily_rate=daily_rate())
        .with_columns(
            days_of_stock=pl.when(pl.col("daily_rate") > 0).then(pl.col("total_quantity") / pl.col("daily_rate")),
            is_dead_stock=(
                (pl.col("total_quantity") > 0)
                & (pl.col("used_365d") == 0)
                & (pl.col("history_days").fill_null(0) >= YEAR_DAYS)
            ),
        )
        .pipe(_with_abc_class)
        .sort("part_key")
    )


def _history(movements: pl.LazyFrame) -> pl.DataFrame:
    day = pl.col("occurred_at").dt.date()
    firsts = movements.group_by("part_key").agg(
        first_movement_on=day.min(), last_received_on=day.filter(pl.col("reason") == "receive").max()
    )
    return firsts.collect(engine="streaming")


def windows(usage: pl.DataFrame, as_of: date, key: Sequence[str] = ("part_key",)) -> pl.DataFrame:
    """Use before a day: `last_used_on, used_30d, used_90d, used_365d` by `key`, of rows `<key>, day, used_qty`."""
    used = pl.col("used_qty")
    sums = {
        f"used_{days}d": used.filter((pl.col("day") > as_of - timedelta(days=days)) & (pl.col("day") <= as_of)).sum()
        for days in (30, 90, YEAR_DAYS)
    }
    return usage.group_by(key).agg(last_used_on=pl.col("day").filter(used > 0).max(), **sums)


def history_note() -> pl.Expr:
    """Why `history_days` are too few for a rate; null when they are not."""
    days = pl.col("history_days")
    return (
        pl.when(days.is_null())
        .then(pl.lit("no movements yet"))
        .when(days < MINIMUM_HISTORY_DAYS)
        .then(pl.format("only {} days of history, {} are needed", days, pl.lit(MINIMUM_HISTORY_DAYS)))
        .otherwise(pl.lit(None, pl.String))
    )


def daily_rate() -> pl.Expr:
    """Mean use per day from `used_365d` and `history_days`, where `rate_note` says nothing against it."""
    days = pl.min_horizontal(pl.col("history_days"), pl.lit(YEAR_DAYS))
    return pl.when(pl.col("rate_note").is_null()).then(pl.col("used_365d") / days)


def _with_abc_class(parts: pl.DataFrame) -> pl.DataFrame:
    """The class a part gets depends on the share of usage made by the parts before it."""
    used = pl.col("used_365d")
    share_before = (used.cum_sum() - used) / used.sum()
    return parts.sort(["used_365d", "part_key"], descending=[True, False]).with_columns(
        abc_class=pl.when(used == 0)
        .then(pl.lit("N"))
        .when(share_before < CLASS_A_SHARE)
        .then(pl.lit("A"))
        .when(share_before < CLASS_B_SHARE)
        .then(pl.lit("B"))
        .otherwise(pl.lit("C"))
    )
