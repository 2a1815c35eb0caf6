"""`marts.box_utilisation_v1`: how full each box is, and how far it is."""

import polars as pl

from app.contracts.base import Column, Contract

BOX_UTILISATION = Contract(
    layer="marts",
    name="box_utilisation",
    version=1,
    description="One row for every box that is not archived.",
    grain="one box",
    key=("box_no",),
    columns=(
        Column("box_no", pl.Int32, "box number", minimum=1),
        Column("description", pl.String, "what the box is called"),
        Column("zone", pl.String, "zone it stands in", nullable=True),
        Column("aisle", pl.Int32, "aisle", nullable=True),
        Column("bay", pl.Int32, "bay along the aisle", nullable=True),
        Column("level", pl.Int32, "level above the floor", nullable=True),
        Column("distance_m", pl.Float64, "walk from the bench", nullable=True, unit="m", minimum=0),
        Column("capacity", pl.Int64, "slots", unit="slots", minimum=1),
        Column("occupied", pl.Int64, "slots with stock", unit="slots", minimum=0),
        Column("locked", pl.Int64, "slots that take no new stock", unit="slots", minimum=0),
        Column("utilisation", pl.Float64, "occupied / capacity", minimum=0, maximum=1),
        Column("parts", pl.Int64, "distinct parts", unit="parts", minimum=0),
        Column("units", pl.Int64, "units of all parts", unit="pieces", minimum=0),
        Column("used_90d", pl.Int64, "units consumed from this box in 90 days", unit="pieces", minimum=0),
        Column("designated_type", pl.String, "category the box is meant for", nullable=True),
    ),
    rules={"no more slots are occupied than there are": pl.col("occupied") <= pl.col("capacity")},
)
