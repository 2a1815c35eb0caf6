"""`marts.usage_daily_v1`: how many units of a part were consumed on a day."""

import polars as pl

from app.contracts.base import Column, Contract

USAGE_DAILY = Contract(
    layer="marts",
    name="usage_daily",
    version=1,
    description="Consumption by part and day (UTC), computed from reasons: picks, uses, scraps and repairs "
    "count; moves, "
    "counts and receipts never do. A consumption that was undone is taken off the day it was booked on and shown in "
    "undone_qty.",
    grain="one part on one day with at least one consumption, undone or not",
    key=("part_key", "day"),
    month_of="day",
    columns=(
        Column("part_key", pl.String, "four-letter key of the part"),
        Column("day", pl.Date, "day of the consumption, UTC"),
        Column("used_qty", pl.Int64, "units consumed, undone ones left out", unit="pieces", minimum=0),
        Column("pick_qty", pl.Int64, "of these, picked for kits", unit="pieces", minimum=0),
        Column("use_qty", pl.Int64, "of these, used at the bench", unit="pieces", minimum=0),
        Column("scrap_qty", pl.Int64, "of these, scrapped", unit="pieces", minimum=0),
        Column("repair_qty", pl.Int64, "of these, used for repairs", unit="pieces", minimum=0),
        Column("undone_qty", pl.Int64, "units booked on this day and undone later", unit="pieces", minimum=0),
        Column("movements", pl.Int64, "consumption lines of the ledger on this day", unit="lines", minimum=1),
    ),
    rules={
        "used is picked + used + scrapped + repaired": pl.col("used_qty")
        == pl.col("pick_qty") + pl.col("use_qty") + pl.col("scrap_qty") + pl.col("repair_qty"),
    },
)
