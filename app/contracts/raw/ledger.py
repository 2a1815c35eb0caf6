"""Raw tables that grow and never change: the stock ledger, and the batches that its lines belong to."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract
from app.contracts.vocabulary import BATCH_KINDS, REASONS

STOCK_MOVEMENTS = Contract(
    layer="raw",
    name="stock_movements",
    version=1,
    description="Every line of the append-only stock ledger.",
    grain="one movement",
    key=("id",),
    columns=(
        Column("id", pl.Int64, "number in the ledger", minimum=1),
        Column("part_id", pl.Int32, "part that moved"),
        Column("location_id", pl.Int32, "slot it moved into or out of"),
        Column("delta", pl.Int32, "units in (+) or out (-)", unit="pieces"),
        Column("reason", pl.String, "why", allowed=REASONS),
        Column("actor", pl.String, "who"),
        Column("batch_id", pl.Int64, "act it belongs to", minimum=1),
        Column("reference", pl.String, "what it was for", nullable=True),
        Column("note", pl.String, "remark", nullable=True),
        Column("undoes_movement_id", pl.Int64, "movement it takes back", nullable=True),
        Column("occurred_at", TIMESTAMP, "when it happened"),
        Column("recorded_at", TIMESTAMP, "when the database heard of it"),
        Column("xid", pl.Int64, "transaction that wrote it"),
    ),
    rules={
        "something moved": pl.col("delta") != 0,
        "an undo names what it takes back": (pl.col("reason") == "undo") == pl.col("undoes_movement_id").is_not_null(),
    },
)

BATCHES = Contract(
    layer="raw",
    name="batches",
    version=1,
    description="Every act of a person or program that wrote something; append-only, an undo is another batch.",
    grain="one batch",
    key=("id",),
    columns=(
        Column("id", pl.Int64, "number in the system of record", minimum=1),
        Column("kind", pl.String, "what it was for", allowed=BATCH_KINDS),
        Column("actor", pl.String, "who"),
        Column("note", pl.String, "remark", nullable=True),
        Column("reference", pl.String, "what it was for in particular", nullable=True),
        Column("undoes_batch_id", pl.Int64, "batch it takes back as one", nullable=True),
        Column("created_at", TIMESTAMP, "when its transaction began"),
        Column("xid", pl.Int64, "transaction that wrote it"),
    ),
    rules={
        "an undo names what it takes back": (pl.col("kind") == "undo") == pl.col("undoes_batch_id").is_not_null(),
    },
)
