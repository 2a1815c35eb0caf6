"""The last asset before a publish: how many rows every table has. What is checked across tables hangs on it."""

import dagster as dg
import polars as pl

from app.config import Settings
from app.contracts.registry import PUBLISHED
from app.warehouse.files import count_rows
from app.warehouse.layout import LakeLayout
from assets.io.contract_spec import asset_key
from assets.io.parquet_io_manager import stored_files


@dg.asset(
    key=["publish", "row_counts"],
    group_name="publish",
    deps=[asset_key(contract) for contract in PUBLISHED],
    kinds={"polars", "parquet"},
    owners=["team:insight"],
    description="Rows of every table that is about to be published. Suites that look across tables are checked here, "
    "and nothing is published when one of them fails.",
    pool="lake",
)
def row_counts(settings: dg.ResourceParam[Settings]) -> dg.Output[pl.DataFrame]:
    """Count without reading: Parquet files say how many rows they hold."""
    layout = LakeLayout(settings.lake_path)
    rows = {
        contract.table: count_rows(stored_files(layout, contract.layer, contract.asset_name)) for contract in PUBLISHED
    }
    frame = pl.DataFrame(list(rows.items()), schema={"table": pl.String, "rows": pl.Int64}, orient="row")
    return dg.Output(frame.sort("table"), metadata={f"rows/{table}": count for table, count in rows.items()})
