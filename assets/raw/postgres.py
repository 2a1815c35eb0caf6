"""Raw tables of the system of record, all from one exported snapshot, and the watermark that says up to where."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import polars as pl

from app.config import Settings
from app.sources.postgres_export import TABLES, exported_snapshot


def _out(name: str, description: str) -> dg.AssetOut:
    return dg.AssetOut(
        key=["raw", name],
        group_name="raw",
        description=description,
        owners=["team:insight"],
        kinds={"postgres", "parquet"},
    )


@dg.multi_asset(
    name="raw_postgres",
    outs={name: _out(name, f"Table {name} of the system of record, as the export saw it.") for name in TABLES}
    | {"watermark": _out("watermark", "Up to which transaction, movement and day the export saw the world.")},
    pool="lake",
)
def raw_postgres(settings: dg.ResourceParam[Settings]) -> Iterator[dg.Output[Any]]:
    """Export every table under one snapshot, so that they agree with each other."""
    with exported_snapshot(str(settings.database_url)) as export:
        for name in TABLES:
            yield dg.Output(export.table(name), output_name=name)
        watermark = export.watermark.as_json()
    yield dg.Output(pl.DataFrame([watermark]), output_name="watermark", metadata=watermark)
