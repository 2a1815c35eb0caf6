"""Raw tables of the object store: what lies there, and what the dropped files hold."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import dagster as dg
import polars as pl

from app.config import Settings
from app.contracts.registry import RAW_DROPS
from app.services.container import Container
from app.services.drops.ingest import DropIngest
from app.services.object_store import ObjectStore
from app.sources.object_listing import listing_frame
from app.warehouse.files import count_rows
from app.warehouse.layout import LakeLayout
from app.warehouse.open_lake import open_lake
from app.warehouse.run_base import RunBase
from assets.io.parquet_io_manager import stored_files
from assets.io.transient import retried

_COMMON: dict[str, Any] = {"group_name": "raw", "owners": ["team:insight"], "kinds": {"s3", "parquet"}}


@dg.asset(
    key=["raw", "objects"],
    description="Every object of the bucket: documents below cas/, dropped files below drops/.",
    pool="lake",
    **_COMMON,
)
@retried
def objects(context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]) -> pl.DataFrame:
    """List the bucket, no earlier than the run has its base: what follows a snapshot has seen no less than that."""
    RunBase(open_lake(settings), context.run.run_id).fix()
    stored = ObjectStore(settings).list()
    return listing_frame((o.key, o.size, o.etag, o.last_modified) for o in stored)


@dg.multi_asset(
    name="raw_drops",
    specs=[
        dg.AssetSpec(["raw", contract.name], deps=[["raw", "objects"]], description=contract.description, **_COMMON)
        for contract in RAW_DROPS
    ],
    pool="lake",
)
@retried
def raw_drops(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]
) -> Iterator[dg.MaterializeResult[Any]]:
    """Read the files below `drops/` that the base of the run has not read; none is read twice."""
    layout, base = LakeLayout(settings.lake_path), RunBase(open_lake(settings), context.run.run_id)
    ingest = DropIngest(ObjectStore(settings), layout, base.with_segments(), settings.max_drop_bytes)
    report = ingest.run(_replays(settings))
    for contract in RAW_DROPS:
        rows = count_rows(stored_files(layout, "raw", contract.name))
        metadata = {"dagster/row_count": rows, **asdict(report)}
        yield dg.MaterializeResult(asset_key=["raw", contract.name], metadata=metadata)


def _replays(settings: Settings) -> pl.DataFrame:
    container = Container(settings=settings)
    try:
        with container.unit_of_work() as work:
            return work.drops.replays()
    finally:
        container.engine().dispose()
