"""`marts.stock_current_v1`: what lies where now."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract

STOCK_CURRENT = Contract(
    layer="marts",
    name="stock_current",
    version=1,
    description="Units of every part in every slot at the moment of the snapshot; slots and parts without stock "
    "have no row.",
    grain="one part in one location",
    key=("part_key", "location"),
    columns=(
        Column("part_key", pl.String, "four-letter key of the part"),
        Column("location", pl.String, "slot as people write it, box-slot"),
        Column("box_no", pl.Int32, "box number", minimum=1),
        Column("loc_no", pl.Int32, "slot number within the box", minimum=1),
        Column("quantity", pl.Int64, "balance of the ledger", unit="pieces", minimum=1),
        Column("part_total", pl.Int64, "units of the part over all slots", unit="pieces", minimum=1),
        Column("description", pl.String, "description of the part"),
        Column("type_name", pl.String, "category of the part", nullable=True),
        Column("last_movement_at", TIMESTAMP, "latest movement of this part in this slot"),
    ),
    rules={"a slot holds no more than the part's total": pl.col("quantity") <= pl.col("part_total")},
)
