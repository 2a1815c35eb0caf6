"""Raw tables of kits and what is in them."""

import polars as pl

from app.contracts.base import Column, Contract

KITS = Contract(
    layer="raw",
    name="kits",
    version=1,
    description="Kits, archived ones included.",
    grain="one kit",
    key=("id",),
    columns=(
        Column("id", pl.Int32, "number in the system of record", minimum=1),
        Column("name", pl.String, "what it is called"),
        Column("build_target", pl.Int32, "builds wanted", unit="kits", minimum=0),
        Column("status", pl.String, "whether it is in use", allowed=("active", "archived")),
    ),
)

KIT_CONTENTS = Contract(
    layer="raw",
    name="kit_contents",
    version=1,
    description="Lines of kits: parts, and kits inside kits.",
    grain="one line of a kit",
    key=("id",),
    columns=(
        Column("id", pl.Int32, "number in the system of record", minimum=1),
        Column("kit_id", pl.Int32, "kit it belongs to"),
        Column("part_id", pl.Int32, "part it needs", nullable=True),
        Column("child_kit_id", pl.Int32, "kit it needs", nullable=True),
        Column("required_per_unit", pl.Int32, "how many end up in one unit", unit="pieces", minimum=1),
    ),
    rules={
        "a line needs either a part or a kit": pl.col("part_id").is_null() != pl.col("child_kit_id").is_null(),
    },
)
