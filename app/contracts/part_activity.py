"""`marts.part_activity_v1`: how each part moves - last use, rate, class."""

import polars as pl

from app.contracts.base import Column, Contract

PART_ACTIVITY = Contract(
    layer="marts",
    name="part_activity",
    version=1,
    description="One row for every part that is not archived, with stock, last use, usage over fixed windows "
    "before the "
    "snapshot's day, a daily rate where history allows one, and the ABC class by units used in 365 days.",
    grain="one part",
    key=("part_key",),
    columns=(
        Column("part_key", pl.String, "four-letter key of the part"),
        Column("description", pl.String, "description of the part"),
        Column("type_name", pl.String, "category of the part", nullable=True),
        Column("total_quantity", pl.Int64, "units over all slots", unit="pieces", minimum=0),
        Column("minimum_quantity", pl.Int64, "minimum the owner set", nullable=True, unit="pieces", minimum=0),
        Column("first_movement_on", pl.Date, "day of the first movement", nullable=True),
        Column("last_received_on", pl.Date, "day of the last receipt", nullable=True),
        Column("last_used_on", pl.Date, "day of the last consumption that was not undone", nullable=True),
        Column("used_30d", pl.Int64, "consumed in the last 30 days", unit="pieces", minimum=0),
        Column("used_90d", pl.Int64, "consumed in the last 90 days", unit="pieces", minimum=0),
        Column("used_365d", pl.Int64, "consumed in the last 365 days", unit="pieces", minimum=0),
        Column(
            "daily_rate",
            pl.Float64,
            "mean consumption per day over the last 365 days, or over the part's history when that is shorter",
            nullable=True,
            unit="pieces/day",
            minimum=0,
        ),
        Column("rate_note", pl.String, "why there is no rate, in words; empty when there is one", nullable=True),
        Column("days_of_stock", pl.Float64, "stock divided by the rate", nullable=True, unit="days", minimum=0),
        Column(
            "abc_class",
            pl.String,
            "A: parts that make the first 80 % of units used in 365 days, B: up to 95 %, C: the rest, N: not used",
            allowed=("A", "B", "C", "N"),
        ),
        Column("is_dead_stock", pl.Boolean, "has stock and was not consumed for 365 days of history"),
    ),
    rules={
        "a part without a rate says why": pl.col("daily_rate").is_null() == pl.col("rate_note").is_not_null(),
        "windows nest": (pl.col("used_30d") <= pl.col("used_90d")) & (pl.col("used_90d") <= pl.col("used_365d")),
    },
)
