"""`marts.foreign_*_v1`: stock and use of databases that are not ours, by the source's own keys.

What a source does not say stays empty, with the reason beside it. Figures are sums of floats, kept to a millionth.
"""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract

_SOURCE = Column("source", pl.String, "name of the mapping it was read with")
_PART = Column("part_id", pl.String, "the source's key of the part")
_NAME = Column("name", pl.String, "what the source calls the part, where it was read", nullable=True)


def _says_why(column: str, note: str) -> pl.Expr:
    return pl.col(column).is_null() == pl.col(note).is_not_null()


FOREIGN_STOCK_CURRENT = Contract(
    layer="marts",
    name="foreign_stock_current",
    version=1,
    description="Units of every part in every place of databases that are not ours, as each said when it was last "
    "read; parts and places without stock have no row. What the movements there add up to is not compared with it.",
    grain="one part in one place of one source",
    key=("source", "part_id", "location"),
    columns=(
        _SOURCE,
        _PART,
        Column("location", pl.String, "the source's key or name of the place; blank where it names none"),
        _NAME,
        Column("quantity", pl.Float64, "sum over the stock records", unit="units"),
        Column("part_total", pl.Float64, "units of the part over all places of the source", unit="units"),
        Column("records", pl.Int64, "stock records that this is the sum of", unit="records", minimum=1),
    ),
    rules={"something lies there": pl.col("quantity") != 0},
)
FOREIGN_USAGE_DAILY = Contract(
    layer="marts",
    name="foreign_usage_daily",
    version=1,
    description="Consumption by part and day (UTC) in databases that are not ours: events whose reason the mapping "
    "counts as consumption. There is no undo to follow, so that what was put back is told beside it and not taken "
    "off. Events without a time, or of a part that cannot be told, are on no day.",
    grain="one part of one source on one day with at least one event that is consumption",
    key=("source", "part_id", "day"),
    columns=(
        _SOURCE,
        _PART,
        Column("day", pl.Date, "day of the event, UTC"),
        Column("used_qty", pl.Float64, "units taken out", unit="units", minimum=0),
        Column("returned_qty", pl.Float64, "units put back by such events", unit="units", minimum=0),
        Column("events", pl.Int64, "events of the day that are consumption", unit="events", minimum=1),
        Column("unknown_events", pl.Int64, "of these, those that do not say how much", unit="events", minimum=0),
    ),
    rules={"no more is unknown than happened": pl.col("unknown_events") <= pl.col("events")},
)
FOREIGN_PART_ACTIVITY = Contract(
    layer="marts",
    name="foreign_part_activity",
    version=1,
    description="How each part of databases that are not ours moves: stock, last movement, use in the 365 days before "
    "the snapshot's day, rate, and days of stock. What cannot be said is empty, with the reason in a note.",
    grain="one part that a source names, in whichever of its tables",
    key=("source", "part_id"),
    columns=(
        _SOURCE,
        _PART,
        _NAME,
        Column("is_active", pl.Boolean, "in use there", nullable=True),
        Column("quantity", pl.Float64, "units over all places", nullable=True, unit="units"),
        Column("stock_note", pl.String, "why stock is not known; empty when it is", nullable=True),
        Column("first_movement_on", pl.Date, "day of the first event, up to the snapshot's day", nullable=True),
        Column("last_movement_at", TIMESTAMP, "latest event", nullable=True),
        Column("last_used_on", pl.Date, "last day on which some was taken out", nullable=True),
        Column("used_365d", pl.Float64, "taken out in 365 days", nullable=True, unit="units", minimum=0),
        Column(
            "daily_rate",
            pl.Float64,
            "mean use per day over 365 days, or over the time since the first event when that is shorter",
            nullable=True,
            unit="units/day",
            minimum=0,
        ),
        Column("rate_note", pl.String, "why there is no rate; empty when there is one", nullable=True),
        Column("days_of_stock", pl.Float64, "stock divided by the rate", nullable=True, unit="days", minimum=0),
        Column("days_note", pl.String, "why days of stock cannot be said; empty when they are", nullable=True),
    ),
    rules={
        "stock that is not known says why": _says_why("quantity", "stock_note"),
        "a part without a rate says why": _says_why("daily_rate", "rate_note"),
        "days of stock that cannot be said say why": _says_why("days_of_stock", "days_note"),
    },
)
FOREIGN_MARTS = (FOREIGN_STOCK_CURRENT, FOREIGN_USAGE_DAILY, FOREIGN_PART_ACTIVITY)
"""Made in one step: each takes a few milliseconds, and a step more."""
