"""How each part of databases that are not ours moves, and why something about it cannot be said."""

from datetime import date, timedelta

import polars as pl

from app.domain.foreign.total import total
from app.domain.usage.activity import YEAR_DAYS, daily_rate, history_note, windows

NO_STOCK = "no stock of this source was read"
NO_MOVEMENTS = "no movements of this source were read"
NO_CONSUMPTION = "the mapping does not say which movements are consumption"
UNSAID = "uses without a quantity or a time: {}"
NO_RATE = "there is no rate"
NOT_USED = f"not used in {YEAR_DAYS} days"
BELOW_ZERO = "stock is below zero there"
_KEY = ("source", "part_id")


def foreign_part_activity(
    parts: pl.DataFrame, stock: pl.DataFrame, events: pl.DataFrame, usage: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """One row per part that a source names, with the columns of `marts.foreign_part_activity_v1`.

    Args:
        parts: `core.foreign_part_v1`. stock: `core.foreign_stock_v1`.
        events: movements that know their part (`app.domain.foreign.usage.with_parts`).
        usage: `marts.foreign_usage_daily_v1`. as_of: day that windows end with, inclusive.
    """
    known = events.filter(pl.col("part_id").is_not_null())
    facts = (
        pl.concat([frame.select(_KEY) for frame in (parts, stock, known)])
        .unique()
        .join(parts.select(*_KEY, "name", "is_active"), _KEY, "left")
        .join(stock.group_by(_KEY).agg(quantity=total(pl.col("quantity"))), _KEY, "left")
        .join(_history(known, as_of), _KEY, "left")
        .join(windows(usage, as_of, _KEY), _KEY, "left")
    )
    return (
        facts.with_columns(stock_note=_unless(_is_among(stock), NO_STOCK), rate_note=_rate_note(events))
        .with_columns(
            quantity=pl.when(pl.col("stock_note").is_null()).then(pl.col("quantity").fill_null(0.0)),
            used_365d=pl.when(_is_counted(events)).then(pl.col("used_365d").fill_null(0.0)),
        )
        .with_columns(daily_rate=daily_rate())
        .with_columns(days_note=_days_note())
        .with_columns(
            days_of_stock=pl.when(pl.col("days_note").is_null()).then(pl.col("quantity") / pl.col("daily_rate"))
        )
    )


def _history(events: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """First and last event of each part, days since the first, and uses that cannot be counted."""
    day = pl.col("occurred_at").dt.date()
    in_year = (day > as_of - timedelta(days=YEAR_DAYS)) & (day <= as_of)
    is_unsaid = pl.col("is_consumption") & (day.is_null() | (pl.col("taken").is_null() & in_year))
    found = events.group_by(_KEY).agg(
        first_movement_on=day.filter(day <= as_of).min(),
        last_movement_at=pl.col("occurred_at").max(),
        unsaid=is_unsaid.fill_null(value=False).sum(),
    )
    return found.with_columns(history_days=(pl.lit(as_of) - pl.col("first_movement_on")).dt.total_days() + 1)


def _is_among(rows: pl.DataFrame) -> pl.Expr:
    """Whether the source has any of these rows."""
    return pl.col("source").is_in(rows["source"].unique().to_list())


def _is_told(events: pl.DataFrame) -> pl.Expr:
    """Whether the source's mapping says what is consumption."""
    return _is_among(events.filter(pl.col("is_consumption").is_not_null()))


def _is_counted(events: pl.DataFrame) -> pl.Expr:
    return _is_told(events) & (pl.col("unsaid").fill_null(0) == 0)


def _rate_note(events: pl.DataFrame) -> pl.Expr:
    return (
        pl.when(~_is_among(events))
        .then(pl.lit(NO_MOVEMENTS))
        .when(~_is_told(events))
        .then(pl.lit(NO_CONSUMPTION))
        .when(pl.col("unsaid") > 0)
        .then(pl.format(UNSAID, "unsaid"))
        .otherwise(history_note())
    )


def _days_note() -> pl.Expr:
    return (
        pl.when(pl.col("stock_note").is_not_null())
        .then("stock_note")
        .when(pl.col("daily_rate").is_null())
        .then(pl.lit(NO_RATE))
        .when(pl.col("daily_rate") == 0)
        .then(pl.lit(NOT_USED))
        .otherwise(_unless(pl.col("quantity") >= 0, BELOW_ZERO))
    )


def _unless(fact: pl.Expr, words: str) -> pl.Expr:
    return pl.when(~fact).then(pl.lit(words))
