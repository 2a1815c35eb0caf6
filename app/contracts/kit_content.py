"""`core.kit_content_v1`: what one build of a kit consumes."""

import polars as pl

from app.contracts.base import Column, Contract

KIT_CONTENT = Contract(
    layer="core",
    name="kit_content",
    version=1,
    description="Parts that one unit of each kit consumes, those of kits inside it included; archived kits too.",
    grain="one part in one kit",
    key=("kit_name", "part_key"),
    columns=(
        Column("kit_name", pl.String, "name of the kit"),
        Column("part_key", pl.String, "part it needs"),
        Column("required_per_unit", pl.Int64, "pieces that end up in one unit", unit="pieces", minimum=1),
        Column("build_target", pl.Int64, "builds wanted", unit="kits", minimum=0),
        Column("is_archived", pl.Boolean, "the kit is archived"),
    ),
)
