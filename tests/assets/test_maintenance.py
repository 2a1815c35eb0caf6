"""The nightly sweep as Dagster runs it: what it removes, what it says."""

from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest
from dependency_injector import providers

from app.services.container import Container
from assets.maintenance.orphans import orphaned_objects

pytestmark = [pytest.mark.integration, pytest.mark.rule(28)]
KEY = "cas/" + "0" * 64


@pytest.mark.parametrize(("dry_run", "removed"), [(True, 0), (False, 1)])
def test_old_orphans_are_named_and_removed_unless_it_is_a_rehearsal(
    storage_container, storage_settings, dry_run, removed
):
    storage_container.object_store().put(KEY, b"12345")
    later = datetime.now(UTC) + timedelta(days=31)
    with Container.clock.override(providers.Object(lambda: later)):
        result = dg.materialize(
            [orphaned_objects],
            resources={"settings": storage_settings},
            run_config={"ops": {"maintenance__orphaned_objects": {"config": {"dry_run": dry_run}}}},
        )
    (event,) = result.get_asset_materialization_events()
    said = {name: value.value for name, value in event.materialization.metadata.items()}
    assert said == {"files": 1, "orphans": 1, "orphaned_bytes": 5, "removed": removed, "failed": 0, "first": [KEY]}
    assert len(list(storage_container.object_store().list())) == 1 - removed
