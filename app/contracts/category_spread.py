"""`marts.category_spread_v1`: over how many boxes a category is scattered."""

import polars as pl

from app.contracts.base import Column, Contract

CATEGORY_SPREAD = Contract(
    layer="marts",
    name="category_spread",
    version=1,
    description="One row for every category that holds stock.",
    grain="one category",
    key=("type_name",),
    columns=(
        Column("type_name", pl.String, "category; parts without one are left out"),
        Column("parts", pl.Int64, "parts with stock", unit="parts", minimum=1),
        Column("units", pl.Int64, "units of these parts", unit="pieces", minimum=1),
        Column("boxes", pl.Int64, "boxes they lie in", unit="boxes", minimum=1),
        Column("main_box_no", pl.Int32, "box with the most slots of the category", minimum=1),
        Column("main_box_share", pl.Float64, "share of the category's slots in that box", minimum=0, maximum=1),
        Column("used_90d", pl.Int64, "units consumed in 90 days", unit="pieces", minimum=0),
    ),
)
