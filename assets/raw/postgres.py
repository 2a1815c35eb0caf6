"""Raw tables of the system of record, all from one exported snapshot, and the watermark that says up to where."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import polars as pl

from app.config import Settings
from app.services.ingest_service import take_new_rows
from app.sources.postgres.snapshot import exported_snapshot
from app.sources.postgres.tables import APPEND_ONLY, MUTABLE
from app.sources.postgres.watermark import read_watermark
from app.warehouse.layout import LakeLayout
from app.warehouse.open_lake import open_lake
from app.warehouse.run_base import RunBase
from assets.io.transient import retried


def _out(name: str, description: str, **options: Any) -> dg.AssetOut:
    return dg.AssetOut(
        key=["raw", name],
        group_name="raw",
        description=description,
        owners=["team:insight"],
        kinds={"postgres", "parquet"},
        **options,
    )


_WHOLE = {name: _out(name, f"Table {name} of the system of record, as the export saw it.") for name in MUTABLE}
_GROWING = {
    name: _out(
        name,
        f"Table {name}, which only grows: each run reads the transactions that ended since the published one.",
        dagster_type=dg.Nothing,  # written here, segment by segment; the IO manager only loads it
    )
    for name in APPEND_ONLY
}


@dg.multi_asset(
    name="raw_postgres",
    outs=_WHOLE
    | _GROWING
    | {"watermark": _out("watermark", "Up to which transaction, movement and day the export saw the world.")},
    pool="lake",
)
@retried
def raw_postgres(context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]) -> Iterator[dg.Output[Any]]:
    """Export every table under one snapshot, so that they agree with each other."""
    layout = LakeLayout(settings.lake_path)
    # Without a watermark nothing can be published: a run that ends half-way leaves tables that do not belong together.
    layout.work_file("raw", "watermark").unlink(missing_ok=True)
    published = RunBase(open_lake(settings), context.run.run_id).with_segments()
    with exported_snapshot(str(settings.database_url), settings.export_connections) as export:
        watermark = read_watermark(export.holder).after(published.watermark if published else None)
        for name, query in MUTABLE.items():
            yield dg.Output(export.frame(name, query), output_name=name)
        for name in APPEND_ONLY:
            taken = take_new_rows(export, watermark, layout, name, published)
            yield dg.Output(None, output_name=name, metadata=taken.as_json())
    told = watermark.as_json()
    yield dg.Output(pl.DataFrame([told]), output_name="watermark", metadata=told)
