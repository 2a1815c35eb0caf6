"""`publish.row_counts`: how many rows every table has that is about to be published."""

import polars as pl

from app.contracts.base import Column, Contract

ROW_COUNTS = Contract(
    layer="publish",
    name="row_counts",
    version=1,
    description="Rows of every table that is about to be published. Suites that look across tables are checked here, "
    "and nothing is published when one of them fails.",
    grain="one table",
    key=("table",),
    columns=(
        Column("table", pl.String, "layer and name of the table"),
        Column("rows", pl.Int64, "how many rows it has", unit="rows", minimum=0),
    ),
)
