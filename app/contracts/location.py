"""`core.location_v1`: every slot, with the facts of its box."""

import polars as pl

from app.contracts.base import Column, Contract
from app.contracts.vocabulary import SIZE_CLASSES

LOCATION = Contract(
    layer="core",
    name="location",
    version=1,
    description="Every slot of every box, archived boxes included.",
    grain="one slot",
    key=("location",),
    columns=(
        Column("location", pl.String, "slot as people write it, box-slot"),
        Column("box_no", pl.Int32, "box number", minimum=1),
        Column("loc_no", pl.Int32, "slot number, left to right and top to bottom", minimum=1),
        Column("is_locked", pl.Boolean, "takes no new stock"),
        Column("description", pl.String, "what the box is called"),
        Column("grid_rows", pl.Int32, "rows of the box", minimum=1),
        Column("grid_columns", pl.Int32, "columns of the box", minimum=1),
        Column("zone", pl.String, "zone the box stands in", nullable=True),
        Column("aisle", pl.Int32, "aisle", nullable=True),
        Column("bay", pl.Int32, "bay along the aisle", nullable=True),
        Column("level", pl.Int32, "level above the floor", nullable=True),
        Column("x_m", pl.Float64, "where the box stands, from the bench, along one wall", nullable=True, unit="m"),
        Column("y_m", pl.Float64, "where the box stands, from the bench, along the other", nullable=True, unit="m"),
        Column("z_m", pl.Float64, "height of the box above the bench", nullable=True, unit="m"),
        Column("distance_m", pl.Float64, "walk from the bench", nullable=True, unit="m", minimum=0),
        Column("size_class", pl.String, "largest part it takes", nullable=True, allowed=SIZE_CLASSES),
        Column("storage_properties", pl.List(pl.String), "what the box offers: esd, moisture, hazard"),
        Column("designated_type", pl.String, "category the box is meant for", nullable=True),
        Column("is_archived", pl.Boolean, "the box is out of service"),
    ),
)
