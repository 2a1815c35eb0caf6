"""Raw tables of databases that are not ours, read by their mappings."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from app.config import Settings
from app.services.foreign.ingest import OUTCOMES, SCHEMAS, ingest_foreign
from app.sources.foreign.mapping import load_mappings
from app.warehouse.files import count_rows
from app.warehouse.layout import LakeLayout
from app.warehouse.open_lake import open_lake
from app.warehouse.snapshot import SnapshotStore
from assets.io.parquet_io_manager import stored_files

_TABLES = (*SCHEMAS, OUTCOMES)
_READ = dg.AssetCheckSpec(
    "every_source_was_read",
    asset=["raw", OUTCOMES],
    description="No foreign source was refused: one that was keeps the rows read before, and the run goes on.",
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
    settings: dg.ResourceParam[Settings],
) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
    """Read every foreign source, or refuse it with a reason."""
    layout, published = LakeLayout(settings.lake_path), SnapshotStore(open_lake(settings)).start()
    outcomes = ingest_foreign(layout, published, load_mappings(settings.foreign_sources))
    refused = {outcome.source: outcome.reason for outcome in outcomes if outcome.reason is not None}
    for name in _TABLES:
        rows = count_rows(stored_files(layout, "raw", name))
        yield dg.MaterializeResult(asset_key=["raw", name], metadata={"dagster/row_count": rows, "refused": refused})
    yield _check(refused)


def _check(refused: Mapping[str, str]) -> dg.AssetCheckResult:
    """A warning that names every refused source and the reason."""
    told = "; ".join(f"{source}: {reason}" for source, reason in refused.items())
    return dg.AssetCheckResult(
        asset_key=_READ.asset_key,
        check_name=_READ.name,
        passed=not refused,
        severity=dg.AssetCheckSeverity.WARN,
        description=told or "no foreign source was refused",
        metadata={"refused": dg.MetadataValue.json(refused)},
    )
