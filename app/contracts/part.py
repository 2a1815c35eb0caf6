"""`core.part_v1`: the catalogue."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract
from app.contracts.vocabulary import SIZE_CLASSES

PART = Contract(
    layer="core",
    name="part",
    version=1,
    description="Every part of the catalogue, archived ones included.",
    grain="one part",
    key=("part_key",),
    columns=(
        Column("part_key", pl.String, "four-letter key"),
        Column("description", pl.String, "what it is, in a line"),
        Column("type_name", pl.String, "category", nullable=True),
        Column("manufacturer", pl.String, "maker", nullable=True),
        Column("manufacturer_code", pl.String, "maker's part number", nullable=True),
        Column("package", pl.String, "footprint or package", nullable=True),
        Column("tags", pl.List(pl.String), "free words"),
        Column("size_class", pl.String, "room one slot of it needs", nullable=True, allowed=SIZE_CLASSES),
        Column("storage_needs", pl.List(pl.String), "what its box must offer: esd, moisture, hazard"),
        Column("si_value", pl.Float64, "main value in SI units, where one was read", nullable=True),
        Column("si_unit", pl.String, "unit of si_value", nullable=True),
        Column("unit_price", pl.Float64, "price of one", nullable=True, unit="currency", minimum=0),
        Column("currency", pl.String, "ISO 4217 code of unit_price", nullable=True),
        Column("minimum_quantity", pl.Int64, "minimum the owner set", nullable=True, unit="pieces", minimum=0),
        Column("is_archived", pl.Boolean, "kept for its history only"),
        Column("created_at", TIMESTAMP, "when it entered the catalogue"),
    ),
    rules={"a price has a currency": pl.col("unit_price").is_null() == pl.col("currency").is_null()},
)
