"""The asset that publishes: reached only when every blocking check of the run has passed."""

from collections.abc import Iterator
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
from app.warehouse.manifest import CheckOutcome, Expectation, Manifest, next_id
from app.warehouse.open_lake import open_lake
from app.warehouse.publish import publish
from assets.io.contract_spec import CODE_VERSION, asset_key
from assets.io.inputs import raw

INGESTED = (*APPEND_ONLY, *(contract.name for contract in RAW_DROPS), *FOREIGN_TABLES)
"""Raw tables that grow: their segments are what the next run starts from."""
SNAPSHOT_KEY = dg.AssetKey(["publish", "snapshot"])


@dg.asset(
    key=SNAPSHOT_KEY,
    group_name="publish",
    deps=[
        *(asset_key(contract) for contract in PUBLISHED),
        *(["raw", name] for name in INGESTED),
        ["publish", "row_counts"],
    ],
    ins=raw("watermark"),
    kinds={"duckdb", "parquet"},
    owners=["team:insight"],
    description="The snapshot that every door reads: immutable files and one manifest, switched in one step.",
    pool="lake",
)
def snapshot(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], watermark: pl.DataFrame
) -> dg.MaterializeResult[Any]:
    """Publish all tables under a new id and make them the current ones."""
    lake, created_at = open_lake(settings), datetime.now(UTC)
    before = lake.pointer()
    draft = Manifest(
        id=next_id(created_at, context.run.run_id, before.snapshot if before else None),
        created_at=created_at,
        run_id=context.run.run_id,
        code_version=code_version(),
        watermark=watermark.row(0, named=True),
        tables={},
        outcomes=list(check_outcomes(context.instance, context.run.run_id)),
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


def check_outcomes(instance: dg.DagsterInstance, run_id: str) -> Iterator[CheckOutcome]:
    """How the checks of a run went, in words."""
    for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION):
        evaluation = entry.get_dagster_event().asset_check_evaluation_data
        told: dict[str, Any] = {name: value.value for name, value in evaluation.metadata.items()}
        yield CheckOutcome(
            check=evaluation.check_name,
            table=told.get("table", ".".join(evaluation.asset_key.path)),
            status="passed" if evaluation.passed else _unpassed_status(evaluation.severity),
            message=evaluation.description or "",
            expectations=[Expectation(**expectation) for expectation in told.get("expectations", [])],
        )


def _unpassed_status(severity: dg.AssetCheckSeverity) -> str:
    return "failed" if severity == dg.AssetCheckSeverity.ERROR else "warned"
