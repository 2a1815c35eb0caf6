"""The raw table of the stock ledger."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract
from app.contracts.vocabulary import REASONS

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
