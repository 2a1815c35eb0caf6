"""`core.batch_v1`: who did what when, and what became of it."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract
from app.contracts.vocabulary import BATCH_KINDS

BATCH = Contract(
    layer="core",
    name="batch",
    version=1,
    description="Every act of a person or program that wrote something. One of kind undo takes another back as one, "
    "and can be undone in turn, which puts the first in force again. One of kind undo_line takes back single ledger "
    "lines and names no batch: core.movement_v1 says which.",
    grain="one batch",
    key=("batch_id",),
    month_of="created_at",
    columns=(
        Column("batch_id", pl.Int64, "number of the batch", minimum=1),
        Column("kind", pl.String, "what it was for", allowed=BATCH_KINDS),
        Column("actor", pl.String, "who"),
        Column("reference", pl.String, "what it was for in particular", nullable=True),
        Column("note", pl.String, "remark", nullable=True),
        Column("undoes_batch_id", pl.Int64, "batch it takes back as one", nullable=True),
        Column(
            "undone_by_batch_id",
            pl.Int64,
            "undo that took it back as one, itself undone or not; empty where lines alone were taken back",
            nullable=True,
        ),
        Column("created_at", TIMESTAMP, "when its transaction began"),
        Column("movements", pl.Int64, "ledger lines it has; 0 for one that changed other records", minimum=0),
    ),
    rules={
        "an undo names what it takes back": (pl.col("kind") == "undo") == pl.col("undoes_batch_id").is_not_null(),
    },
)
