"""The asset that publishes what its run has made and checked."""

from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import dagster as dg
import polars as pl

from app.config import Settings
from app.contracts.registry import PUBLISHED, RAW_DROPS
from app.services.foreign.ingest import SCHEMAS as FOREIGN_TABLES
from app.sources.postgres.tables import APPEND_ONLY
from app.utils.source_commit import source_commit
from app.warehouse.manifest import Manifest, next_id
from app.warehouse.open_lake import open_lake
from app.warehouse.publish import publish
from app.warehouse.run_base import RunBase
from assets.io.contract_spec import CODE_VERSION, asset_key
from assets.io.inputs import raw
from assets.io.transient import retried
from assets.publish.gate import refuse_unless_whole
from assets.publish.outcomes import check_outcomes

INGESTED = (*APPEND_ONLY, *(contract.name for contract in RAW_DROPS), *FOREIGN_TABLES)
"""Raw tables that grow: their segments are what the next run starts from."""
_TABLES = [
    *(asset_key(contract) for contract in PUBLISHED),
    *(dg.AssetKey(["raw", name]) for name in INGESTED),
    dg.AssetKey(["publish", "row_counts"]),
]
SNAPSHOT_KEY = dg.AssetKey(["publish", "snapshot"])


@dg.asset(
    key=SNAPSHOT_KEY,
    group_name="publish",
    deps=_TABLES,
    ins=raw("watermark"),
    kinds={"duckdb", "parquet"},
    owners=["team:insight"],
    description="The snapshot that every door reads: immutable files and one manifest, switched in one step.",
    pool="lake",
)
@retried
def snapshot(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], watermark: pl.DataFrame
) -> dg.MaterializeResult[Any]:
    """Publish all tables under a new id and make them the current ones, if this run made and checked them."""
    refuse_unless_whole(context.instance, context.run.run_id, _TABLES)
    lake, created_at = open_lake(settings), datetime.now(UTC)
    base = RunBase(lake, context.run.run_id).fix()
    draft = Manifest(
        id=next_id(created_at, context.run.run_id, base),
        created_at=created_at,
        run_id=context.run.run_id,
        code_version=code_version(),
        watermark=watermark.row(0, named=True),
        tables={},
        outcomes=list(check_outcomes(context.instance, context.run.run_id)),
        follows=base,
    )
    manifest = publish(lake, PUBLISHED, draft, retention=settings.snapshot_retention, ingest=INGESTED)
    return dg.MaterializeResult(
        metadata={
            "snapshot": manifest.id,
            "rows": dg.MetadataValue.json(manifest.rows),
            "checks": dg.MetadataValue.json(manifest.checks),
            **manifest.watermark,
        }
    )


def code_version() -> str:
    """`0.1.0+1.323e962c1a2b`: release, version of the tables' meaning, and the commit where git can tell it."""
    commit = source_commit()
    return f"{version('binsight')}+{CODE_VERSION}{f'.{commit}' if commit else ''}"
