"""Stored files that nothing needs any more: listed, and removed once no undo can want them back."""

from typing import Any

import dagster as dg

from app.config import Settings
from app.services.container import Container

SHOWN = 100


class SweepConfig(dg.Config):
    """How to run the sweep."""

    dry_run: bool = False
    """List what would be removed, and remove nothing."""


@dg.asset(
    key=["maintenance", "orphaned_objects"],
    group_name="maintenance",
    owners=["team:insight"],
    kinds={"s3", "postgres"},
    description="Files below cas/ that no document, page picture, logo, import draft or mended drop has named for the "
    "grace period (BINSIGHT_ORPHAN_GRACE_DAYS); they are removed. Run it with dry_run to see them only.",
    pool="lake",
)
def orphaned_objects(config: SweepConfig, settings: dg.ResourceParam[Settings]) -> dg.MaterializeResult[Any]:
    """Sweep the bucket once."""
    container = Container(settings=settings)
    try:
        if not config.dry_run:
            with container.unit_of_work(actor="sweep") as work:
                work.import_drafts.clear_expired()
        result = container.orphan_sweep().run(dry_run=config.dry_run)
    finally:
        container.engine().dispose()
    return dg.MaterializeResult(
        metadata={
            "files": result.listed,
            "orphans": len(result.orphans),
            "orphaned_bytes": sum(orphan.size for orphan in result.orphans),
            "removed": result.removed,
            "failed": result.failed,
            "first": dg.MetadataValue.json([orphan.key for orphan in result.orphans[:SHOWN]]),
        }
    )
