"""Raw tables of the catalogue: categories and parts."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract
from app.contracts.vocabulary import SIZE_CLASSES

TYPES = Contract(
    layer="raw",
    name="types",
    version=1,
    description="Categories of parts.",
    grain="one category",
    key=("id",),
    columns=(
        Column("id", pl.Int32, "number in the system of record", minimum=1),
        Column("name", pl.String, "what it is called"),
    ),
)

PARTS = Contract(
    layer="raw",
    name="parts",
    version=1,
    description="The catalogue, archived parts included.",
    grain="one part",
    key=("id",),
    columns=(
        Column("id", pl.Int32, "number in the system of record", minimum=1),
        Column("key", pl.String, "four-letter key"),
        Column("description", pl.String, "what it is, in a line"),
        Column("type_id", pl.Int32, "category", nullable=True),
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
        Column("minimum_quantity", pl.Int32, "minimum the owner set", nullable=True, unit="pieces", minimum=0),
        Column("archived_at", TIMESTAMP, "when it went out of use", nullable=True),
        Column("created_at", TIMESTAMP, "when it entered the catalogue"),
    ),
)
