"""Raw tables of databases that are not ours, read by their mappings."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from app.config import Settings
from app.services.foreign.ingest import OUTCOMES, SCHEMAS, Reading, ingest_foreign
from app.sources.foreign.mapping import load_mappings
from app.warehouse.files import count_rows
from app.warehouse.layout import LakeLayout
from app.warehouse.open_lake import open_lake
from app.warehouse.run_base import RunBase
from assets.io import transient
from assets.io.parquet_io_manager import stored_files

_TABLES = (*SCHEMAS, OUTCOMES)
_READ = dg.AssetCheckSpec(
    "every_source_was_read",
    asset=["raw", OUTCOMES],
    description="No foreign source was refused, and each has a mapping: one that was or has none keeps the rows read "
    "before, and the run goes on. Nothing was taken out.",
)


@dg.multi_asset(
    name="raw_foreign",
    specs=[
        dg.AssetSpec(
            ["raw", name],
            group_name="raw",
            owners=["team:insight"],
            kinds={"postgres", "parquet"},
            description=f"`{name}` of the foreign sources; one that is refused keeps the rows read before.",
        )
        for name in _TABLES
    ],
    check_specs=[_READ],
    pool="lake",
)
def raw_foreign(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]
) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
    """Read every foreign source, or refuse it with a reason; one that is away only after it was asked again."""
    layout, base = LakeLayout(settings.lake_path), RunBase(open_lake(settings), context.run.run_id)
    mappings = load_mappings(settings.foreign_sources)
    reading = ingest_foreign(layout, base.with_segments(), mappings, settings.forget_sources)
    if context.retry_number < transient.RETRIES and any(outcome.is_away for outcome in reading.outcomes):
        raise transient.once_more()
    for name in _TABLES:
        rows = count_rows(stored_files(layout, "raw", name))
        metadata: dict[str, Any] = {"dagster/row_count": rows, "refused": reading.refused}
        yield dg.MaterializeResult(asset_key=["raw", name], metadata=metadata)
    yield _check(reading)


def _check(reading: Reading) -> dg.AssetCheckResult:
    """A warning that names every refused source and the reason, and what was taken out with its rows."""
    told = [f"{source}: {reason}" for source, reason in reading.refused.items()]
    told += [
        f"{what}: no mapping names it any more; its rows ({n}) were taken out" for what, n in reading.removed.items()
    ]
    return dg.AssetCheckResult(
        asset_key=_READ.asset_key,
        check_name=_READ.name,
        passed=not told,
        severity=dg.AssetCheckSeverity.WARN,
        description="; ".join(told) or "every foreign source was read",
        metadata={
            "refused": dg.MetadataValue.json(reading.refused),
            "removed": dg.MetadataValue.json(reading.removed),
        },
    )
