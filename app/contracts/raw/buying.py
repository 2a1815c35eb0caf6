"""Raw tables of buying: sellers, and what arrived of what was ordered."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract

SELLERS = Contract(
    layer="raw",
    name="sellers",
    version=1,
    description="Sellers by name.",
    grain="one seller",
    key=("id",),
    columns=(
        Column("id", pl.Int32, "number in the system of record", minimum=1),
        Column("name", pl.String, "what it is called"),
    ),
)

RECEIPTS = Contract(
    layer="raw",
    name="receipts",
    version=1,
    description="What arrived of ordered lines. Taking its batch back removes a receipt, and merging parts moves it.",
    grain="one delivery of one line",
    key=("id",),
    columns=(
        Column("id", pl.Int32, "number in the system of record", minimum=1),
        Column("part_id", pl.Int32, "part that arrived"),
        Column("seller_id", pl.Int32, "who sent it", nullable=True),
        Column("batch_id", pl.Int64, "act that received it", minimum=1),
        Column("quantity", pl.Int32, "units that arrived", unit="pieces", minimum=1),
        Column("ordered_at", TIMESTAMP, "when the line was ordered", nullable=True),
        Column("ordered_quantity", pl.Int32, "units that were ordered", nullable=True, unit="pieces", minimum=1),
        Column("expected_on", pl.Date, "day that was promised", nullable=True),
        Column("received_at", TIMESTAMP, "when it arrived"),
    ),
)
