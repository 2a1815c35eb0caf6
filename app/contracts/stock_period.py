"""`marts.stock_period_v1`: what lay where when each month began."""

import polars as pl

from app.contracts.base import Column, Contract

STOCK_PERIOD = Contract(
    layer="marts",
    name="stock_period",
    version=1,
    description="Opening balances of every month (UTC) in which something moved: what all movements before the "
    "month's first instant add up to. Stock at any instant is the nearest opening balance, plus the movements since or "
    "minus those until then.",
    grain="one part in one location with stock when one month began",
    key=("period", "part_key", "location"),
    columns=(
        Column("period", pl.Int32, "year and month, as in 202601", minimum=101, maximum=999912),
        Column("part_key", pl.String, "four-letter key of the part"),
        Column("location", pl.String, "slot as people write it, box-slot"),
        Column("box_no", pl.Int32, "box number", minimum=1),
        Column("loc_no", pl.Int32, "slot number within the box", minimum=1),
        Column(
            "quantity",
            pl.Int64,
            "balance when the month began; below zero only where a late record says more was taken than had arrived",
            unit="pieces",
        ),
    ),
    rules={
        "a month is one of twelve": (pl.col("period") % 100).is_between(1, 12),
        "slots without stock have no row": pl.col("quantity") != 0,
    },
)
