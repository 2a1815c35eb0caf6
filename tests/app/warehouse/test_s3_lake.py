"""A lake in an object store: races, lost answers, stores that misbehave, readers with copies of their own."""

import re
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

import polars as pl
import pytest

from app.config import Settings
from app.exceptions import (
    BinsightError,
    ExternalServiceException,
    InvalidOperationException,
    OvertakenException,
    SnapshotNotFoundException,
)
from app.utils.s3_client import s3_client
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest
from app.warehouse.open_lake import open_lake
from app.warehouse.publish import publish
from app.warehouse.run_base import RunBase
from app.warehouse.run_failure import RunFailure, latest_failure, record_failure
from app.warehouse.s3_lake import COPIES_KEPT, S3Lake
from app.warehouse.snapshot import SnapshotStore
from tests.app.services.fault_proxy import FaultProxy
from tests.app.warehouse.buckets import keys, lake_in_a_new_bucket
from tests.app.warehouse.conftest import TABLE
from tests.forks import run_in_child
from tests.ingesting_faults import with_little_room

pytestmark = pytest.mark.integration
ROOT = Path(__file__).resolve().parents[3]


class Machine:
    """One machine with a home of its own, on the bucket that all share."""

    def __init__(self, settings):
        self.settings = settings
        self.lake = S3Lake(settings, LakeLayout(settings.lake_path), read_timeout_seconds=1)
        self.store = SnapshotStore(self.lake)

    def publish(self, name, rows, *, retention=5):
        """A run that begins and ends just now, unless its base was fixed before."""
        frame = pl.DataFrame({"name": [f"n{size}" for size in rows], "size": rows})
        write_parquet(frame, self.lake.layout.work_table("marts", "thing_v1").with_suffix(".parquet"))
        draft = Manifest(
            name, datetime(2026, 1, 1, tzinfo=UTC), f"run {name}", "code", {}, {}, follows=self.follows(name)
        )
        return publish(self.lake, [TABLE], draft, retention=retention)

    def follows(self, name):
        return RunBase(self.lake, f"run {name}").fix()

    def sizes(self, name=None):
        return self.store.open(name).query("SELECT size FROM marts.thing_v1 ORDER BY size")["size"].to_list()


@pytest.fixture
def bucket(object_storage, tmp_path):
    return lake_in_a_new_bucket(object_storage, tmp_path / "nobody")


@pytest.fixture
def machine(bucket, tmp_path):
    """Makes machines; the address of the store may be another one."""

    def make(name, **changes):
        return Machine(bucket.model_copy(update={"home": tmp_path / name, **changes}))

    return make


@pytest.fixture
def proxy(bucket):
    made = FaultProxy(urlsplit(bucket.s3_endpoint_url).port)
    yield made
    made.close()


def requested(pattern, fault, times=None):
    """A fault for requests whose first line matches, as often as `times`."""
    left = [times]

    def choose(request):
        if not re.match(pattern, request.decode("latin-1")) or left[0] == 0:
            return None
        left[0] = left[0] and left[0] - 1
        return fault

    return choose


def test_what_one_machine_publishes_another_reads_and_verifies(machine, bucket):
    writer, reader = machine("writer"), machine("reader")
    assert reader.store.current_id() is None
    with pytest.raises(SnapshotNotFoundException):
        reader.store.open()
    manifest = writer.publish("s1", [1, 2])
    assert reader.sizes() == [1, 2]
    assert reader.store.manifest("s1") == manifest
    assert reader.store.verify("s1") == []
    files = [f"our/lake/snapshots/s1/{name}" for name in ("manifest.json", *(file.path for file in manifest.files))]
    assert keys(bucket) == sorted(["our/lake/current.json", *files])
    writer.publish("s2", [3])
    assert reader.sizes() == [3]
    assert [m.id for m in reader.store.manifests()] == ["s2", "s1"]
    for unknown in ("gone", "../current.json", ""):
        with pytest.raises(SnapshotNotFoundException):
            reader.store.manifest(unknown)


def test_settings_name_the_lake(bucket):
    assert isinstance(open_lake(bucket), S3Lake)


def test_a_lake_of_this_machine_stays_as_it_is_while_one_on_s3_is_used(machine):
    on_s3 = machine("here")
    here = SnapshotStore(open_lake(on_s3.settings.model_copy(update={"lake_url": None})))
    layout = LakeLayout(on_s3.settings.home / "lake")
    write_parquet(pl.DataFrame({"name": ["n"], "size": [7]}), layout.work_file("marts", "thing_v1"))
    draft = Manifest("s0", datetime(2026, 1, 1, tzinfo=UTC), "run", "code", {}, {})
    publish(layout, [TABLE], draft, retention=1)
    for number in range(1, COPIES_KEPT + 3):
        on_s3.publish(f"s{number}", [number])
    assert here.open().query("SELECT size FROM marts.thing_v1").item() == 7
    assert [manifest.id for manifest in here.manifests()] == ["s0"]
    with pytest.raises(SnapshotNotFoundException):
        on_s3.store.manifest("s0")


def test_retention_removes_in_the_store_and_readers_keep_their_copy(machine, bucket):
    writer, reader = machine("writer"), machine("reader")
    for number in range(1, 6):
        writer.publish(f"s{number}", [number], retention=2)
        if number == 1:
            held = reader.store.open()
    assert {key.split("/")[3] for key in keys(bucket) if "snapshots" in key} == {"s4", "s5"}
    assert held.query("SELECT size FROM marts.thing_v1")["size"].to_list() == [1]
    assert reader.sizes() == [5]
    with pytest.raises(SnapshotNotFoundException):
        reader.store.manifest("s3")
    for number in range(6, 10):
        writer.publish(f"s{number}", [number], retention=2)
        assert reader.sizes() == [number]
    assert len(list(reader.lake.layout.snapshots.iterdir())) <= COPIES_KEPT + 1


def test_of_two_that_race_the_second_is_told_and_leaves_nothing(machine, bucket, monkeypatch):
    first, second = machine("first"), machine("second")
    first.publish("s1", [1])
    usual = S3Lake.add

    def meanwhile(self, manifest):
        usual(self, manifest)
        if manifest.id == "late":
            monkeypatch.setattr(S3Lake, "add", usual)
            first.publish("s2", [2])

    monkeypatch.setattr(S3Lake, "add", meanwhile)
    with pytest.raises(InvalidOperationException, match="snapshot s2 was published meanwhile and stays in force"):
        second.publish("late", [9])
    assert first.sizes() == second.sizes() == [2]
    assert not [key for key in keys(bucket) if "late" in key]
    assert not (second.lake.layout.snapshot("late")).exists()
    second.publish("s3", [3])
    assert first.sizes() == [3]


def test_two_first_publishes_do_not_both_come_in_force(machine):
    first, second = machine("first"), machine("second")
    was = second.lake.pointer()
    first.publish("s1", [1])
    with pytest.raises(InvalidOperationException, match="snapshot s1 was published meanwhile"):
        second.lake.switch("s2", was)


def test_a_run_that_began_before_another_published_is_refused_and_the_next_one_is_not(machine, bucket):
    first, second = machine("first"), machine("second")
    assert [each.follows(name) for each, name in ((first, "s1"), (second, "s2"))] == [None, None]
    first.publish("s1", [1])
    with pytest.raises(OvertakenException, match="snapshot s1 was published meanwhile and stays in force"):
        second.publish("s2", [2])
    assert not [key for key in keys(bucket) if "/s2/" in key]
    assert second.publish("s3", [3]).follows == "s1"


def test_a_store_that_ignores_conditions_is_refused_for_publishing_and_good_for_reading(machine, proxy, bucket):
    machine("first").publish("s1", [1])
    before = keys(bucket)
    proxy.fault = "ignore_conditions"
    other = machine("other", s3_endpoint_url=proxy.url)
    with pytest.raises(InvalidOperationException, match="ignores conditional writes") as refusal:
        other.publish("s2", [2])
    assert "\n" not in refusal.value.message
    assert keys(bucket) == before
    assert other.sizes() == [1]


def test_an_answer_that_was_lost_after_the_switch_is_a_success(machine, proxy):
    proxy.fault = requested(r"PUT \S+/current.json", "lose_answer")
    writer = machine("writer", s3_endpoint_url=proxy.url)
    writer.publish("s1", [1])
    assert machine("reader").sizes() == [1]


def test_when_nobody_can_tell_whether_it_came_in_force_nothing_is_removed_and_the_next_attempt_finds_it(
    machine, proxy, bucket
):
    writer = machine("writer", s3_endpoint_url=proxy.url)
    writer.publish("s1", [1])
    gone = []

    def fault(request):
        gone.extend([True] if request.startswith(b"PUT") and b"/current.json" in request.split(b"\r\n")[0] else [])
        return ("lose_answer" if len(gone) == 1 and request.startswith(b"PUT") else "hang_up") if gone else None

    proxy.fault = fault
    with pytest.raises(ExternalServiceException):
        writer.publish("s2", [2])
    assert machine("reader").sizes() == [2]
    assert machine("reader").store.verify("s2") == []
    proxy.fault = None
    assert writer.publish("s2", [2]).follows == "s1"  # the step is run again and finds that it had published


STEPS = [r"PUT \S+probe", r"PUT \S+/thing_v1", r"PUT \S+/manifest.json", r"PUT \S+/current.json"]
FAILURES = [*product(STEPS, ["unavailable", "hang_up"]), (STEPS[-1], "silent")]


@pytest.mark.parametrize(("step", "fault"), FAILURES)
def test_a_store_that_fails_in_a_publish_leaves_the_old_snapshot_and_the_next_one_works(machine, proxy, fault, step):
    machine("first").publish("s1", [1])
    writer = machine("writer", s3_endpoint_url=proxy.url)
    proxy.fault = requested(step, fault)
    started = perf_counter()
    with pytest.raises(ExternalServiceException, match=r"the object store at 127\.0\.0\.1"):
        writer.publish("s2", [2])
    assert perf_counter() - started < 30
    proxy.fault = None
    assert machine("reader").sizes() == [1]
    assert writer.sizes() == [1]
    writer.publish("s3", [3])
    assert machine("other").sizes() == [3]


def test_a_copy_that_breaks_off_is_fetched_again_and_never_shown(machine, proxy):
    machine("writer").publish("s1", list(range(500)))
    reader = machine("reader", s3_endpoint_url=proxy.url)
    proxy.fault = requested(r"GET \S+/warehouse.duckdb", "truncate", times=1)
    assert len(reader.sizes()) == 500
    stubborn = machine("stubborn", s3_endpoint_url=proxy.url)
    proxy.fault = requested(r"GET \S+/warehouse.duckdb", "truncate")
    with pytest.raises(ExternalServiceException, match=r"warehouse\.duckdb of snapshot s1 because it arrived damaged"):
        stubborn.store.open()
    assert [path.name for path in stubborn.lake.layout.snapshot("s1").iterdir()] == ["manifest.json"]
    proxy.fault = None
    assert len(stubborn.sizes()) == 500


def open_snapshot(settings):
    Machine(settings).store.open()


def test_a_reader_whose_own_disk_is_full_is_told_so_and_the_store_is_not_blamed(machine, tmp_path):
    machine("writer").publish("s1", [1])
    reader = machine("reader")
    assert run_in_child(with_little_room, 10_000, tmp_path / "answer", open_snapshot, reader.settings) == 0
    told = (tmp_path / "answer").read_text()
    assert told.startswith("Cannot fetch warehouse.duckdb of snapshot s1 because the lake could not be written (File")
    assert [path.name for path in reader.lake.layout.snapshot("s1").iterdir()] == ["manifest.json"]
    assert reader.sizes() == [1]


@pytest.mark.parametrize("fault", ["unavailable", "hang_up", "silent"])
def test_a_reader_is_told_in_a_sentence_that_the_store_does_not_answer(machine, proxy, fault):
    machine("writer").publish("s1", [1])
    reader = machine("reader", s3_endpoint_url=proxy.url)
    held = reader.store.open()
    proxy.fault = fault
    with pytest.raises(ExternalServiceException, match=r"the object store at 127\.0\.0\.1"):
        reader.store.open()
    assert held.query("SELECT size FROM marts.thing_v1")["size"].to_list() == [1]
    assert reader.sizes("s1") == [1]


def test_a_file_that_was_changed_in_the_store_is_not_read(machine, bucket):
    manifest = machine("writer").publish("s1", [1])
    name = urlsplit(bucket.lake_url).netloc
    s3_client(bucket).put_object(Bucket=name, Key="our/lake/snapshots/s1/warehouse.duckdb", Body=b"other")
    with pytest.raises(ExternalServiceException, match="arrived damaged"):
        machine("reader").store.open()
    assert manifest.warehouse is not None


@pytest.mark.parametrize("name", ["manifest.json", "warehouse.duckdb", "marts/thing_v1/thing_v1.parquet"])
def test_verify_reads_the_bucket_whatever_copies_a_machine_has(machine, bucket, name):
    writer = machine("writer")
    writer.publish("s1", [1])
    client, place = s3_client(bucket), urlsplit(bucket.lake_url).netloc
    key = f"our/lake/snapshots/s1/{name}"
    whole = client.get_object(Bucket=place, Key=key)["Body"].read()
    client.put_object(Bucket=place, Key=key, Body=whole[:-1])
    told = "is another one than" if name == "manifest.json" else "was changed in"
    (wrong,) = writer.store.verify("s1")
    assert wrong.startswith(name)
    assert told in wrong
    client.delete_object(Bucket=place, Key=key)
    if name == "manifest.json":
        with pytest.raises(SnapshotNotFoundException):
            writer.store.verify("s1")
    else:
        assert writer.store.verify("s1") == [f"{name} is missing in the object store"]
    client.put_object(Bucket=place, Key=key, Body=whole)
    assert writer.store.verify("s1") == []


def test_a_store_that_breaks_off_while_it_is_verified_has_not_changed_anything(machine, proxy):
    writer = machine("writer", s3_endpoint_url=proxy.url)
    writer.publish("s1", list(range(500)))
    proxy.fault = requested(r"GET \S+/warehouse.duckdb", "truncate")
    with pytest.raises(ExternalServiceException, match="does not answer"):
        writer.store.verify("s1")


def test_a_failed_run_is_known_on_every_machine_and_where_the_store_was_away_on_its_own(machine, proxy):
    published = machine("writer").publish("s1", [1])
    runner, reader = machine("runner", s3_endpoint_url=proxy.url), machine("reader")
    at = published.created_at + timedelta(hours=1)
    proxy.fault = "unavailable"
    record_failure(runner.lake, RunFailure("away", at, ["no store"]), at)
    proxy.fault = None
    assert latest_failure(reader.lake, published) is None
    assert latest_failure(runner.lake, published).run_id == "away"
    record_failure(runner.lake, RunFailure("checks", at, ["core.part_v1: wrong"]), at)
    for each in (runner, reader):
        assert latest_failure(each.lake, published) == RunFailure("checks", at, ["core.part_v1: wrong"], "s1")
    assert not runner.lake.layout.last_failure.exists()


def test_what_a_killed_publisher_left_is_no_snapshot(machine, bucket):
    writer = machine("writer")
    writer.publish("s1", [1])
    name = urlsplit(bucket.lake_url).netloc
    s3_client(bucket).put_object(Bucket=name, Key="our/lake/snapshots/s2/marts/thing_v1/thing_v1.parquet", Body=b"half")
    assert [m.id for m in writer.store.manifests()] == ["s1"]
    writer.publish("s3", [3])
    assert [m.id for m in machine("reader").store.manifests()] == ["s3", "s1"]


@pytest.mark.parametrize("step", ["add", "_client.upload_file", "switch", "retain"])
def test_a_publisher_that_is_killed_leaves_a_whole_snapshot_in_force(machine, bucket, tmp_path, step):
    first = machine("first")
    first.publish("s1", [1])
    values = bucket.model_dump(mode="json") | {"home": str(tmp_path / "killed")}
    values["s3_secret_access_key"] = bucket.s3_secret_access_key.get_secret_value()
    # The second file is under way when an upload is killed.
    script = f"""
import os, signal, sys
from app.config import Settings
from app.warehouse.s3_lake import S3Lake
from tests.app.warehouse.test_s3_lake import Machine
made, calls = Machine(Settings(**{values!r})), []
*owner, name = {step!r}.split(".")
target = made.lake._client if owner else made.lake
usual = getattr(target, name)
def die(*given):
    if owner and not calls:
        return calls.append(usual(*given))
    os.kill(os.getpid(), signal.SIGKILL)
setattr(target, name, die)
made.publish("s2", [2])
"""
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)
    assert ended.returncode == -signal.SIGKILL
    reader = machine("reader")
    assert reader.sizes() == ([2] if step == "retain" else [1])
    assert all(reader.store.verify(manifest.id) == [] for manifest in reader.store.manifests())
    Machine(Settings(**values)).publish("s3", [3])
    assert reader.sizes() == [3]


def test_wrong_credentials_and_no_bucket_are_sentences(machine):
    for changes, words in (
        ({"s3_access_key_id": "wrong"}, "BINSIGHT_S3_ACCESS_KEY_ID"),
        ({"lake_url": "s3://no-such-bucket-here/x"}, "NoSuchBucket"),
    ):
        with pytest.raises(BinsightError, match=words):
            machine("writer", **changes).publish("s1", [1])
