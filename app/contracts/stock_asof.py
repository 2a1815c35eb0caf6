"""`marts.stock_asof_v1`: what lay where at any past instant."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract

STOCK_ASOF = Contract(
    layer="marts",
    name="stock_asof",
    version=1,
    description="Spans of constant balance, replayed from the ledger by the time things happened. Stock at "
    "instant t is "
    "the rows with valid_from <= t and (valid_to is null or t < valid_to) and quantity <> 0.",
    grain="one span of constant balance of one part in one location",
    key=("part_key", "location", "valid_from"),
    columns=(
        Column("part_key", pl.String, "four-letter key of the part"),
        Column("location", pl.String, "slot as people write it, box-slot"),
        Column("box_no", pl.Int32, "box number", minimum=1),
        Column("loc_no", pl.Int32, "slot number within the box", minimum=1),
        Column("valid_from", TIMESTAMP, "first instant of the span"),
        Column("valid_to", TIMESTAMP, "first instant after the span; empty for the present one", nullable=True),
        Column(
            "quantity",
            pl.Int64,
            "balance during the span; below zero only where a late record says more was taken than had arrived",
            unit="pieces",
        ),
    ),
    rules={"a span ends after it began": pl.col("valid_to").is_null() | (pl.col("valid_from") < pl.col("valid_to"))},
)
