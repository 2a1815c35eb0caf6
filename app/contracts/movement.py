"""`core.movement_v1`: the ledger, with the original that each compensation belongs to."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract
from app.contracts.vocabulary import REASONS

MOVEMENT = Contract(
    layer="core",
    name="movement",
    version=1,
    description="Every line of the append-only stock ledger. root_* follow undos, and undos of undos, to the original.",
    grain="one movement",
    key=("id",),
    month_of="occurred_at",
    columns=(
        Column("id", pl.Int64, "number in the ledger", minimum=1),
        Column("part_key", pl.String, "part that moved"),
        Column("location", pl.String, "slot it moved into or out of"),
        Column("box_no", pl.Int32, "box number", minimum=1),
        Column("loc_no", pl.Int32, "slot number within the box", minimum=1),
        Column("delta", pl.Int64, "units in (+) or out (-)", unit="pieces"),
        Column("reason", pl.String, "why", allowed=REASONS),
        Column("occurred_at", TIMESTAMP, "when it happened"),
        Column("recorded_at", TIMESTAMP, "when the database heard of it"),
        Column("actor", pl.String, "who"),
        Column("batch_id", pl.Int64, "act it belongs to", minimum=1),
        Column("reference", pl.String, "what it was for", nullable=True),
        Column("note", pl.String, "remark", nullable=True),
        Column("undoes_movement_id", pl.Int64, "movement it takes back", nullable=True),
        Column("root_id", pl.Int64, "original of its undo chain; itself when it undoes nothing"),
        Column("root_reason", pl.String, "reason of the original", allowed=REASONS),
        Column("root_occurred_at", TIMESTAMP, "when the original happened"),
    ),
    rules={"something moved": pl.col("delta") != 0},
)
