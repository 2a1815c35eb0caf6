"""The nightly sweep as Dagster runs it: what it removes, what it says."""

from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest
from dependency_injector import providers

from app.domain.importing.answers import Answers
from app.models import ImportDraft
from app.services.container import Container
from assets.maintenance.orphans import orphaned_objects

pytestmark = [pytest.mark.integration, pytest.mark.rule(28)]
KEY = "cas/" + "0" * 64


@pytest.mark.parametrize(("dry_run", "removed"), [(True, 0), (False, 2)])
def test_old_orphans_are_named_and_removed_unless_it_is_a_rehearsal(
    storage_container, storage_settings, dry_run, removed
):
    """The bytes of a draft that expired are orphans once the draft is cleared away, which a rehearsal does not."""
    storage_container.object_store().put(KEY, b"12345")
    with storage_container.unit_of_work() as work:
        draft = work.import_drafts.keep("csv", "parts.csv", b"12345", Answers())
    later = datetime.now(UTC) + timedelta(days=31)
    with Container.clock.override(providers.Object(lambda: later)):
        result = dg.materialize(
            [orphaned_objects],
            resources={"settings": storage_settings},
            run_config={"ops": {"maintenance__orphaned_objects": {"config": {"dry_run": dry_run}}}},
        )
    orphans = [KEY] if dry_run else [KEY, draft.s3_key]
    (event,) = result.get_asset_materialization_events()
    said = {name: value.value for name, value in event.materialization.metadata.items()}
    assert said == {
        "files": 2,
        "orphans": len(orphans),
        "orphaned_bytes": 5 * len(orphans),
        "removed": removed,
        "failed": 0,
        "first": orphans,
    }
    with storage_container.unit_of_work() as work:
        assert (work.session.get(ImportDraft, draft.id) is None) == bool(removed)
