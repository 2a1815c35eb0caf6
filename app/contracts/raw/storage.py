"""Raw tables of storage: boxes, their slots, and what lies in them."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract
from app.contracts.vocabulary import SIZE_CLASSES

BOXES = Contract(
    layer="raw",
    name="boxes",
    version=1,
    description="Boxes, archived ones included.",
    grain="one box",
    key=("id",),
    columns=(
        Column("id", pl.Int32, "number in the system of record", minimum=1),
        Column("box_no", pl.Int32, "number people know it by", minimum=1),
        Column("description", pl.String, "what it is called"),
        Column("grid_rows", pl.Int32, "rows", minimum=1),
        Column("grid_columns", pl.Int32, "columns", minimum=1),
        Column("zone", pl.String, "zone it stands in", nullable=True),
        Column("aisle", pl.Int32, "aisle", nullable=True),
        Column("bay", pl.Int32, "bay along the aisle", nullable=True),
        Column("level", pl.Int32, "level above the floor", nullable=True),
        Column("x_m", pl.Float64, "way from the bench along x", nullable=True, unit="m"),
        Column("y_m", pl.Float64, "way from the bench along y", nullable=True, unit="m"),
        Column("z_m", pl.Float64, "height above the bench", nullable=True, unit="m"),
        Column("size_class", pl.String, "largest part it takes", nullable=True, allowed=SIZE_CLASSES),
        Column("storage_properties", pl.List(pl.String), "what it offers: esd, moisture, hazard"),
        Column("designated_type_id", pl.Int32, "category it is meant for", nullable=True),
        Column("archived_at", TIMESTAMP, "when it went out of service", nullable=True),
    ),
)

LOCATIONS = Contract(
    layer="raw",
    name="locations",
    version=1,
    description="Slots of all boxes.",
    grain="one slot",
    key=("id",),
    columns=(
        Column("id", pl.Int32, "number in the system of record", minimum=1),
        Column("box_id", pl.Int32, "box it is in"),
        Column("loc_no", pl.Int32, "number within the box, left to right and top to bottom", minimum=1),
        Column("is_locked", pl.Boolean, "takes no new stock"),
    ),
)

PART_LOCATIONS = Contract(
    layer="raw",
    name="part_locations",
    version=1,
    description="Balances as the store holds them; the ledger must add up to them.",
    grain="one part in one slot",
    key=("part_id", "location_id"),
    columns=(
        Column("part_id", pl.Int32, "part"),
        Column("location_id", pl.Int32, "slot"),
        Column("quantity", pl.Int32, "units", unit="pieces"),
    ),
)
