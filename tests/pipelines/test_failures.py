"""What a run says when a source fails: the step and the sentence, nothing published, yesterday's snapshot in force.

The failure is written down in the lake, where the app reads it.
"""

import dagster as dg
import pytest

from app.embedded.ports import LOOPBACK, choose_port
from app.exceptions import OvertakenException
from app.warehouse.lake import as_lake
from app.warehouse.open_lake import open_lake
from app.warehouse.run_failure import latest_failure
from app.warehouse.snapshot import SnapshotStore
from assets.io import transient
from pipelines.definitions import build_defs
from pipelines.environment import fixed_settings
from pipelines.failures import failed_refresh, note_failure, run_problems
from pipelines.run import run_pipeline

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(transient, "WAIT_SECONDS", 0)


def nowhere():
    return f"{LOOPBACK}:{choose_port(None)}"


def test_a_source_that_does_not_answer_is_named_the_old_snapshot_stays_and_the_next_run_is_whole(store):
    published = run_pipeline(store).snapshot
    _without_s3(store, published)
    _without_database(store, published)
    again = run_pipeline(store)
    assert again.problems == []
    assert SnapshotStore(store.lake_path).current_id() == again.snapshot != published


def _without_s3(store, published):
    broken = store.model_copy(update={"s3_endpoint_url": f"http://{nowhere()}"})
    summary = run_pipeline(broken)
    assert summary.snapshot is None
    assert summary.tables == {}
    (problem,) = summary.problems
    assert problem.startswith("raw__objects: Cannot list files because the object store at 127.0.0.1:")
    noted = latest_failure(open_lake(store), SnapshotStore(store.lake_path).manifest(published))
    assert (noted.run_id, noted.problems, noted.in_force) == (summary.run_id, summary.problems, published)
    assert SnapshotStore(store.lake_path).current_id() == published


def _without_database(store, published):
    broken = store.model_copy(update={"database_url": f"postgresql+psycopg://u:hidden@{nowhere()}/binsight"})
    summary = run_pipeline(broken)
    assert summary.snapshot is None
    problem = summary.problems[0]
    assert problem.startswith("raw_postgres: The database is currently unavailable: connection to server")
    assert problem.endswith("Connection refused. Check BINSIGHT_DATABASE_URL")
    assert "hidden" not in str(summary)
    assert SnapshotStore(store.lake_path).current_id() == published


@pytest.mark.parametrize("fails_too", [False, True])
def test_to_readers_a_run_that_was_overtaken_failed_only_if_something_else_failed_too(tmp_path, fails_too):
    @dg.asset
    def late():
        raise OvertakenException("publish", "another one was published meanwhile")

    @dg.asset
    def wrong():
        if fails_too:
            raise ValueError("division by an empty box")

    lake = as_lake(tmp_path)
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize([late, wrong], instance=instance, raise_on_error=False)
        note_failure(instance, result.run_id, lake)
        problems = run_problems(instance, result.run_id)
    assert "late: Cannot publish because another one was published meanwhile" in problems
    noted = latest_failure(lake, None)
    assert (noted is not None) == fails_too
    assert noted is None or noted.problems == problems


def test_steps_that_failed_for_one_reason_are_told_together():
    @dg.asset
    def first():
        raise ValueError("nobody answers")

    @dg.asset
    def second():
        raise ValueError("nobody answers")

    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize([first, second], instance=instance, raise_on_error=False)
        assert run_problems(instance, result.run_id) == ["first, second: ValueError: nobody answers"]


def test_a_rule_that_fails_stops_what_needs_it_and_what_does_not_is_computed(store, monkeypatch):
    def broken(*_):
        raise ValueError("division by an empty box")

    monkeypatch.setattr("assets.marts.storage.category_spread", broken)
    summary = run_pipeline(store)
    assert summary.snapshot is None
    assert summary.problems == ["marts__category_spread_v1: ValueError: division by an empty box"]
    assert (store.lake_path / "work" / "marts" / "part_activity_v1.parquet").exists()
    assert SnapshotStore(store.lake_path).current_id() is None


def test_a_run_of_the_daemon_that_failed_is_noted_by_the_sensor_even_when_no_step_began(store):
    def broken(_):
        raise ValueError("no room left")

    resources = {**fixed_settings(store), "io_manager": dg.IOManagerDefinition(broken)}
    job = build_defs(resources).resolve_job_def("refresh")
    keys = [dg.AssetKey(["raw", "objects"])]
    with dg.DagsterInstance.ephemeral() as instance:
        days = {"dagster/asset_partition_range_start": "2026-01-01", "dagster/asset_partition_range_end": "2026-01-01"}
        result = job.execute_in_process(instance=instance, asset_selection=keys, tags=days, raise_on_error=False)
        context = dg.build_run_status_sensor_context(
            "failed_refresh",
            dagster_instance=instance,
            dagster_run=result.dagster_run,
            dagster_event=result.all_events[-1],
        ).for_run_failure()
        failed_refresh(context, settings=store)
    noted = latest_failure(open_lake(store), None)
    assert (noted.run_id, noted.problems) == (result.run_id, ["ValueError: no room left"])
