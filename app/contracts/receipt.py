"""`core.receipt_v1`: what arrived of an order, and what was promised of it."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract

RECEIPT = Contract(
    layer="core",
    name="receipt",
    version=1,
    description="Every delivery of an ordered line that is in force, with the facts of its order. One that was taken "
    "back is not here; its batch is in core.batch_v1.",
    grain="one delivery of one line",
    key=("receipt_id",),
    columns=(
        Column("receipt_id", pl.Int64, "number of the receipt", minimum=1),
        Column("part_key", pl.String, "part that arrived; of a merged one, the part it became"),
        Column("seller", pl.String, "name of who sent it; empty for none, or one that was deleted", nullable=True),
        Column("quantity", pl.Int64, "units that arrived", unit="pieces", minimum=1),
        Column("ordered_at", TIMESTAMP, "when the line was ordered", nullable=True),
        Column("ordered_quantity", pl.Int64, "units ordered by the line", nullable=True, unit="pieces", minimum=1),
        Column("expected_on", pl.Date, "day that was promised", nullable=True),
        Column("received_at", TIMESTAMP, "when it arrived"),
        Column("batch_id", pl.Int64, "act that received it", minimum=1),
    ),
)
