"""Raw tables of databases that are not ours: a file a source in each; core takes over what they hold."""

from dataclasses import replace

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract
from app.contracts.foreign import FOREIGN_ROWS, FOREIGN_SOURCE

FOREIGN_COLUMNS = Contract(
    layer="raw",
    name="foreign_columns",
    version=1,
    description="Columns of the tables that a mapping reads, at the first reading and at each that found others.",
    grain="one column at one reading of a source",
    key=("source", "read_at", "table_name", "column_name"),
    columns=(
        Column("source", pl.String, "name of the mapping it was read with"),
        Column("read_at", TIMESTAMP, "when the run read the source"),
        Column("table_name", pl.String, "table of the source, with its schema"),
        Column("column_name", pl.String, "column of that table"),
        Column("type", pl.String, "its type, as PostgreSQL calls it in short"),
    ),
)
RAW_FOREIGN = (
    *(replace(contract, layer="raw") for contract in FOREIGN_ROWS),
    FOREIGN_COLUMNS,
    replace(FOREIGN_SOURCE, layer="raw"),
)
"""Made by one reading of all foreign sources."""
