"""Readers of other processes while publishers publish, are killed, run into a full disk, or come too late."""

import json
import resource
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from app.exceptions import InvalidOperationException, OvertakenException, SnapshotNotFoundException
from app.warehouse.lake import LocalLake
from app.warehouse.leases import take_lease, unless_in_use
from app.warehouse.manifest import Manifest, fingerprint
from app.warehouse.publish import publish
from app.warehouse.snapshot import SnapshotStore
from tests.app.warehouse.conftest import TABLE

pytestmark = pytest.mark.integration
ROOT = Path(__file__).resolve().parents[3]

HOLDER = """
from pathlib import Path
import sys
from app.warehouse.snapshot import SnapshotStore
store = SnapshotStore(Path(sys.argv[1]))
held = store.open()
print(held.id, flush=True)
sys.stdin.readline()
print(held.query("SELECT sum(size) AS s FROM marts.thing_v1")["s"].item(), len(store.verify(held.id)))
"""
POLLER = """
from pathlib import Path
import sys, time
from app.warehouse.snapshot import SnapshotStore
lake, seen = Path(sys.argv[1]), []
print("ready", flush=True)
while not (lake / "enough").exists():
    snapshot = SnapshotStore(lake).open()
    sizes = snapshot.query("SELECT size FROM marts.thing_v1 ORDER BY size")["size"].to_list()
    assert sizes == list(range(int(snapshot.id[1:]) % 7 + 1)), (snapshot.id, sizes)
    seen.append(snapshot.id)
assert seen == sorted(seen), seen
print(len(seen), len(set(seen)))
"""


@pytest.fixture
def other(layout):
    """Starts a script on the lake in a process of its own, and waits for its first line."""
    started = []

    def run(script):
        command = [sys.executable, "-c", script, str(layout.root)]
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process, process.stdout.readline().strip()

    yield run
    for process in started:
        process.kill()
        process.wait()


def kept(layout):
    return sorted(manifest.id for manifest in SnapshotStore(layout.root).manifests())


def test_a_snapshot_that_another_process_reads_outlives_twelve_publishes(fill, publish_as, layout, other):
    fill([1, 2])
    publish_as("s00")
    reader, held = other(HOLDER)
    assert held == "s00"
    for number in range(1, 13):
        fill([number])
        publish_as(f"s{number:02d}", retention=2)
    assert kept(layout) == ["s00", "s11", "s12"]
    answer, _ = reader.communicate("\n", timeout=60)
    assert answer.split() == ["3", "0"]
    publish_as("s13", retention=2)
    assert kept(layout) == ["s12", "s13"]


def test_a_snapshot_that_is_held_here_is_kept_until_it_is_let_go(fill, publish_as, layout):
    fill([1])
    publish_as("s1")
    held = SnapshotStore(layout.root).open()
    for name in ("s2", "s3"):
        publish_as(name, retention=1)
    assert kept(layout) == ["s1", "s3"]
    del held
    publish_as("s4", retention=1)
    assert kept(layout) == ["s4"]


def test_while_a_snapshot_is_removed_nobody_can_take_it(fill, publish_as, layout):
    fill([1])
    publish_as("s1")
    manifest = layout.manifest("s1")
    with unless_in_use(manifest) as is_free:
        assert is_free
        with pytest.raises(SnapshotNotFoundException):
            take_lease(manifest)
    with take_lease(manifest), take_lease(manifest), unless_in_use(manifest) as is_free:
        assert not is_free


def test_a_reader_that_polls_never_sees_half_and_never_waits(fill, publish_as, layout, other):
    fill([0])
    publish_as("s00")
    reader, _ = other(POLLER)
    for number in range(1, 21):
        fill(list(range(number % 7 + 1)))
        publish_as(f"s{number:02d}", retention=1)
    (layout.root / "enough").touch()
    answer, _ = reader.communicate(timeout=60)
    assert reader.returncode == 0
    looks, different = map(int, answer.split())
    assert looks >= different >= 2


def test_a_file_that_grows_too_large_leaves_the_old_snapshot_and_nothing_else(fill, publish_as, layout):
    fill([1])
    publish_as("s1")
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(InvalidOperationException, match=r"could not be written .*stays in force") as refusal:
            publish_as("s2")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert "\n" not in refusal.value.message
    assert (SnapshotStore(layout.root).current_id(), list(layout.snapshots.iterdir())) == (
        "s1",
        [layout.snapshot("s1")],
    )
    publish_as("s3")
    assert SnapshotStore(layout.root).verify("s3") == []


def test_a_run_follows_the_snapshot_it_began_from_whatever_clocks_and_transactions_say(fill, layout):
    fill([1])

    def published(name, follows, **watermark):
        draft = Manifest(name, datetime(2026, 1, 1, tzinfo=UTC), f"run {name}", "c", watermark, {}, follows=follows)
        return publish(layout, [TABLE], draft, retention=5).follows

    assert published("s1", None, xmin=90, exported_at="2026-01-02T10:00:00") is None
    for follows in (None, "s0"):
        with pytest.raises(OvertakenException, match="s1 was published meanwhile and stays in force; run the pipeline"):
            published("s2", follows, xmin=99, exported_at="2026-01-03T10:00:00")
        assert (SnapshotStore(layout.root).current_id(), kept(layout)) == ("s1", ["s1"])
    assert published("s3", "s1", xmin=7, exported_at="2026-01-01T10:00:00") == "s1"  # restored, and the clock went back
    layout.pointer.unlink()
    with pytest.raises(InvalidOperationException, match="in force when the run began is no longer; run the pipeline"):
        published("s4", "s3")


def test_a_pointer_that_moved_meanwhile_is_not_overwritten(fill, publish_as, layout, monkeypatch):
    fill([1])
    publish_as("s1")
    usual = LocalLake.add

    def add_slowly(self, manifest):
        usual(self, manifest)
        layout.pointer.write_text(json.dumps({"snapshot": "other"}))  # somebody who does not ask for the lock

    monkeypatch.setattr(LocalLake, "add", add_slowly)
    with pytest.raises(InvalidOperationException, match="snapshot other was published meanwhile and stays in force"):
        publish_as("s2")
    assert kept(layout) == ["s1"]
    assert json.loads(layout.pointer.read_text()) == {"snapshot": "other"}


def test_a_name_is_published_once(fill, publish_as, layout):
    fill([1])
    publish_as("s1")
    with pytest.raises(InvalidOperationException, match="there is one of that name already"):
        publish_as("s1")
    assert SnapshotStore(layout.root).verify("s1") == []


def test_the_manifest_holds_the_contracts_and_the_hash_of_the_warehouse(fill, publish_as, layout):
    fill([1])
    manifest = publish_as("s1")
    assert manifest.contracts.keys() == {"marts.thing_v1"}
    assert manifest.warehouse.path == "warehouse.duckdb"
    assert {entry.path for entry in manifest.files} == {"marts/thing_v1/thing_v1.parquet", "warehouse.duckdb"}


@pytest.mark.parametrize("column", [{"unit": "km"}, {"dtype": pl.Int32}, {"nullable": True}, {"name": "length"}])
def test_another_schema_has_another_fingerprint(fill, layout, column):
    changed = replace(TABLE, columns=(TABLE.columns[0], replace(TABLE.columns[1], **column)))
    assert fingerprint(changed) != fingerprint(TABLE) == fingerprint(replace(TABLE, description="other words"))


def test_verify_tells_a_warehouse_that_disagrees_with_the_tables(fill, publish_as, layout):
    fill([1, 2])
    publish_as("s1")
    fill([1, 2, 3])
    publish_as("s2")
    layout.warehouse("s1").write_bytes(layout.warehouse("s2").read_bytes())
    store = SnapshotStore(layout.root)
    assert store.verify("s1") == [
        "warehouse.duckdb was changed",
        "warehouse.duckdb has 3 rows of marts.thing_v1, not 2",
    ]
    layout.warehouse("s1").write_bytes(b"nothing")
    assert store.verify("s1")[1].startswith("warehouse.duckdb cannot be read: ")
    layout.warehouse("s1").unlink()
    assert store.verify("s1")[0] == "warehouse.duckdb is missing"


def test_of_three_publishers_at_once_one_is_in_force_and_whole(fill, layout):
    fill([1, 2])
    script = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime\n"
        "from app.warehouse.manifest import Manifest; from app.warehouse.publish import publish\n"
        "from tests.app.warehouse.conftest import TABLE\n"
        "publish(Path(sys.argv[1]), [TABLE], "
        "Manifest(sys.argv[2], datetime(2026, 1, 1, tzinfo=UTC), sys.argv[2], 'c', {}, {}), retention=3)"
    )
    command = [sys.executable, "-c", script, str(layout.root)]
    running = [subprocess.Popen([*command, f"s{n}"], cwd=ROOT, stderr=subprocess.PIPE, text=True) for n in range(3)]
    errors = [process.communicate(timeout=120)[1] for process in running]
    (winner,) = kept(layout)
    told = [error for error in errors if f"because snapshot {winner} was published meanwhile" in error]
    assert (len(told), errors.count("")) == (2, 1), errors
    assert SnapshotStore(layout.root).current_id() == winner
    assert SnapshotStore(layout.root).verify(winner) == []


def test_a_reader_opens_while_a_publisher_holds_the_lake(fill, publish_as, layout):
    fill([1])
    publish_as("s1")
    with LocalLake(layout).publishing():
        assert SnapshotStore(layout.root).open().id == "s1"
