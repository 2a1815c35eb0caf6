"""The pipeline end to end on a real PostgreSQL and S3, in process."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime

import psycopg
import pytest

from app.contracts.registry import PUBLISHED, RAW
from app.exceptions import ValidationException
from app.utils.s3_client import s3_client
from app.warehouse.open_lake import open_lake
from app.warehouse.queries.level_over_time import level_over_time
from app.warehouse.queries.stock_as_of import stock_as_of
from app.warehouse.queries.suggestions import suggestions_for_part
from app.warehouse.queries.usage_by_day import usage_of_part
from app.warehouse.snapshot import SnapshotStore
from assets.checks.suites import CORE, GATE
from pipelines.run import run_pipeline
from tests.app.services.fault_proxy import FaultProxy
from tests.cluster import sail_cluster
from tests.foreign import workshop

pytestmark = pytest.mark.integration


def sql(settings, statement):
    with psycopg.connect(settings.database_url.replace("+psycopg", "")) as connection:
        connection.execute(statement)


def test_a_run_publishes_checked_tables_and_the_same_data_gives_the_same_bytes(store, tmp_path):
    """A foreign source comes along: its tables are checked, published and the same again like any."""
    store = store.model_copy(update={"foreign_sources": workshop(store.database_url, tmp_path)})
    first = run_pipeline(store)
    assert first.problems == []
    foreign = 1  # no source was refused
    counts = 1  # those of the rows that are about to be published
    every = len(RAW) + len(PUBLISHED) + counts + len(CORE) + len(GATE) + foreign
    assert first.checks == {"passed": every, "failed": 0, "warned": 0}
    assert first.tables["marts.stock_current_v1"] == 1
    second = run_pipeline(store)
    snapshots = SnapshotStore(store.lake_path)
    before, after = snapshots.manifest(first.snapshot), snapshots.manifest(second.snapshot)
    assert {name: table.sha256 for name, table in before.tables.items()} == {
        name: table.sha256 for name, table in after.tables.items()
    }
    assert snapshots.verify(second.snapshot) == []
    _assert_answers_are_the_stores_own(snapshots.open())
    _assert_the_foreign_source_has_its_figures(snapshots.open())


def _assert_the_foreign_source_has_its_figures(snapshot):
    held = "SELECT part_id, location, quantity, records FROM marts.foreign_stock_current_v1 ORDER BY ALL"
    assert snapshot.query(held).rows() == [("1", "", 5.0, 1), ("1", "A1", 70.0, 1), ("2", "A1", 12.75, 2)]
    used = "SELECT used_qty, returned_qty, events FROM marts.foreign_usage_daily_v1 WHERE part_id = '1'"
    assert snapshot.query(used).rows() == [(27.5, 1.0, 3)]
    activity = "SELECT part_id, name, quantity, used_365d, rate_note FROM marts.foreign_part_activity_v1 ORDER BY 1"
    assert snapshot.query(activity).rows() == [
        ("1", "Screw", 75.0, 27.5, None),
        ("2", "Wire, by the metre", 12.75, None, "uses without a quantity or a time: 1"),
        ("3", "Glue", 0.0, 1.0, "only 6 days of history, 30 are needed"),
        ("4", None, 0.0, 0.0, "only 4 days of history, 30 are needed"),
    ]


def _assert_answers_are_the_stores_own(snapshot):
    (usage,) = usage_of_part(snapshot, "ABCD").to_dicts()
    assert (usage["used_qty"], usage["undone_qty"], usage["movements"]) == (2, 3, 2)
    assert level_over_time(snapshot, "ABCD")["level"].to_list() == [10, 7, 10, 8]
    at = datetime(2026, 2, 1, tzinfo=UTC)
    assert stock_as_of(snapshot, at).rows() == [("ABCD", "1-1", 1, 1, 10)]
    best = suggestions_for_part(snapshot, "EFGH").row(0, named=True)
    assert best["location"] == "1-2"
    assert best["reasons"][0] == "box 1 holds 1 parts of type Gadget"


def test_what_one_machine_published_to_s3_another_carries_on_and_so_does_a_cluster(store, object_storage, tmp_path):
    here = store.model_copy(update={"lake_url": f"s3://{store.s3_bucket}/lake"})
    elsewhere = here.model_copy(update={"home": tmp_path / "elsewhere"})
    with sail_cluster(object_storage) as address:
        clustered = here.model_copy(update={"home": tmp_path / "third", "engine": address})
        runs = [run_pipeline(settings) for settings in (here, elsewhere, clustered)]
        assert [run.problems for run in runs] == [[], [], []]
        snapshots = SnapshotStore(open_lake(here))
        assert snapshots.current_id() == runs[2].snapshot
        hashes = [{n: t.sha256 for n, t in snapshots.manifest(run.snapshot).tables.items()} for run in runs]
        assert hashes[0] == hashes[1] == hashes[2]
        assert [snapshots.verify(run.snapshot) for run in runs] == [[], [], []]
        _assert_a_cluster_that_cannot_read_is_a_sentence(clustered, object_storage)
    assert snapshots.current_id() == runs[2].snapshot


def _assert_a_cluster_that_cannot_read_is_a_sentence(clustered, object_storage):
    movement = 'key:"core/movement_v1"'
    with closing(FaultProxy(object_storage.port)) as proxy:
        proxy.fault = lambda request: "unavailable" if b"/inputs" in request or b"inputs%2F" in request else None
        away = run_pipeline(clustered.model_copy(update={"s3_endpoint_url": proxy.url}), movement)
    store, bucket = s3_client(clustered), clustered.s3_bucket
    for copy in store.list_objects_v2(Bucket=bucket, Prefix="lake/inputs/")["Contents"]:
        store.put_object(Bucket=bucket, Key=copy["Key"], Body=bytes(copy["Size"]))
    broken = run_pipeline(clustered, movement)
    for run, words in ((away, "Cannot give "), (broken, "Cannot compute on the cluster because it answered '")):
        (problem,) = run.problems
        assert problem.startswith(f"core__movement_v1: {words}")
        assert "\n" not in problem


def test_a_broken_promise_publishes_nothing_and_is_named(store):
    good = run_pipeline(store)
    # What no service can do: a balance that is not the sum of the ledger.
    sql(store, "ALTER TABLE part_locations DISABLE TRIGGER part_locations_guard")
    sql(store, "UPDATE part_locations SET quantity = quantity + 1")
    bad = run_pipeline(store)
    assert bad.snapshot is None
    assert bad.checks["failed"] == 1
    assert "the balance is the sum of the ledger" in bad.problems[0]
    assert SnapshotStore(store.lake_path).current_id() == good.snapshot


def test_a_selection_runs_alone_and_is_not_published_and_nonsense_is_refused(store):
    whole = run_pipeline(store)
    part = run_pipeline(store, 'key:"marts/usage_daily_v1" or key:"marts/foreign_usage_daily_v1"')
    assert part.problems == []
    assert part.snapshot is None
    alone = run_pipeline(store, 'key:"publish/snapshot"')
    assert alone.problems[0].startswith("publish__snapshot: Cannot publish because this run did not make core.")
    assert SnapshotStore(store.lake_path).current_id() == whole.snapshot
    with pytest.raises(ValidationException, match="selects nothing"):
        run_pipeline(store, 'key:"marts/nothing"')


def test_a_run_killed_half_way_leaves_the_old_snapshot_and_the_next_run_whole(store):
    first = run_pipeline(store)
    script = (
        "import os, signal\n"
        "from app.config import load_settings\n"
        "from assets.marts import storage\n"
        "storage.category_spread = lambda *a: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from pipelines.run import run_pipeline\n"
        "run_pipeline(load_settings())\n"
    )
    secret = store.s3_secret_access_key.get_secret_value()
    environment = dict(os.environ) | {
        "BINSIGHT_HOME": str(store.home),
        "BINSIGHT_DATABASE_URL": store.database_url,
        "BINSIGHT_S3_ENDPOINT_URL": store.s3_endpoint_url,
        "BINSIGHT_S3_ACCESS_KEY_ID": store.s3_access_key_id,
        "BINSIGHT_S3_SECRET_ACCESS_KEY": secret,
        "BINSIGHT_S3_BUCKET": store.s3_bucket,
    }
    killed = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    snapshots = SnapshotStore(store.lake_path)
    assert snapshots.current_id() == first.snapshot
    second = run_pipeline(store)
    assert second.problems == []
    assert snapshots.verify(second.snapshot) == []
