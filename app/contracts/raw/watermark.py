"""The raw table that says up to where the export saw the world."""

import polars as pl

from app.contracts.base import Column, Contract

WATERMARK = Contract(
    layer="raw",
    name="watermark",
    version=1,
    description="Up to which transaction, movement and day the export saw the world.",
    grain="the one export of a run",
    key=("exported_at",),
    columns=(
        Column("xmin", pl.Int64, "every transaction below it had ended"),
        Column("xmax", pl.Int64, "first transaction number that was not given out yet"),
        Column("ledger_max_id", pl.Int64, "highest movement seen; 0 for an empty ledger", minimum=0),
        Column("exported_at", pl.String, "instant of the export, ISO 8601"),
        Column("as_of", pl.String, "day that windows end with, ISO 8601, UTC"),
        Column("source", pl.String, "the database: system identifier, timeline and object id"),
        Column("oldest_write_s", pl.Float64, "age of the oldest open write transaction", unit="s", minimum=0),
        Column("tables", pl.String, "JSON: file and query of each table that is read on from where the last run was"),
    ),
)
