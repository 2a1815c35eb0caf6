import errno
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.exceptions import InvalidOperationException, OvertakenException
from app.warehouse import publish as module
from app.warehouse.manifest import Manifest
from app.warehouse.snapshot import SnapshotStore
from tests.app.warehouse.conftest import TABLE

pytestmark = pytest.mark.integration


def test_a_snapshot_has_its_rows_hashes_and_checks(fill, publish_as, layout):
    fill([1, 2, 3])
    manifest = publish_as("s1")
    assert manifest.rows == {"marts.thing_v1": 3}
    assert manifest.checks == {"passed": 1, "failed": 0, "warned": 1}
    assert SnapshotStore(layout.root).manifest("s1") == manifest


def test_the_same_rows_give_the_same_bytes_and_hash(fill, publish_as):
    fill([1, 2])
    first = publish_as("s1")
    fill([1, 2])
    second = publish_as("s2")
    fill([1, 3])
    third = publish_as("s3")
    assert first.tables == second.tables
    assert third.tables["marts.thing_v1"].sha256 != first.tables["marts.thing_v1"].sha256


def test_later_work_never_changes_what_was_published(fill, publish_as, layout):
    fill([1])
    publish_as("s1")
    fill([9, 9])
    store = SnapshotStore(layout.root)
    assert store.verify("s1") == []
    assert store.open().query("SELECT size FROM marts.thing_v1")["size"].to_list() == [1]


def test_retention_keeps_the_newest_and_the_current_one(fill, publish_as, layout):
    fill([1])
    for name in ("s1", "s2", "s3"):
        publish_as(name, retention=2)
    store = SnapshotStore(layout.root)
    assert [m.id for m in store.manifests()] == ["s3", "s2"]
    assert store.current_id() == "s3"


def test_a_table_that_was_never_computed_stops_the_publish(publish_as, layout):
    with pytest.raises(InvalidOperationException, match=r"marts.thing_v1 was never computed"):
        publish_as("s1")
    assert SnapshotStore(layout.root).current_id() is None


def test_a_full_disk_leaves_the_old_snapshot_in_force_and_nothing_behind(fill, publish_as, layout, monkeypatch):
    fill([1])
    publish_as("s1")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module, "_build_warehouse", full)
    with pytest.raises(InvalidOperationException, match=r"No space left on device.*stays in force"):
        publish_as("s2")
    assert SnapshotStore(layout.root).current_id() == "s1"
    assert [path.name for path in layout.snapshots.iterdir()] == ["s1"]


def test_of_publishers_at_once_that_began_from_one_snapshot_one_is_in_force_and_the_others_are_told(fill, layout):
    fill([1, 2])

    def attempt(name):
        draft = Manifest(name, datetime(2026, 1, 1, tzinfo=UTC), f"run {name}", "c", {}, {})
        try:
            return module.publish(layout, [TABLE], draft, retention=9).id
        except OvertakenException as error:
            return error.message

    with ThreadPoolExecutor(4) as threads:
        told = sorted(threads.map(attempt, ("s0", "s1", "s2", "s3")), key=len)
    store = SnapshotStore(layout.root)
    (kept,) = store.manifests()
    assert (told[0], store.current_id(), store.verify(kept.id)) == (kept.id, kept.id, [])
    sentence = f"because snapshot {kept.id} was published meanwhile and stays in force; run the pipeline again"
    assert all(message.endswith(sentence) for message in told[1:])
    assert [path.name for path in layout.snapshots.iterdir()] == [kept.id]


def test_a_run_that_published_although_it_was_not_told_so_is_told_the_next_time(fill, publish_as, layout):
    fill([1])
    first = publish_as("s1")
    draft = replace(first, id="s2", run_id="other", tables={}, follows="s1")
    second = module.publish(layout, [TABLE], draft, retention=9)
    assert module.publish(layout, [TABLE], replace(draft, id="s3"), retention=9) == second
    assert sorted(m.id for m in SnapshotStore(layout.root).manifests()) == ["s1", "s2"]


@pytest.mark.parametrize(
    "step",
    ["_copy_table", "_build_warehouse", "write_text", "make_durable", "sync", "LocalLake.switch", "LocalLake.retain"],
)
def test_a_kill_at_any_step_leaves_a_whole_current_snapshot(fill, publish_as, layout, step):
    fill([1])
    publish_as("s1")
    fill([2])
    # Another process publishes and is killed as it enters the step.
    script = f"""
import os, signal, sys
sys.path[:0] = [{str(Path(__file__).parent)!r}, {str(Path.cwd())!r}]
from conftest import TABLE
from datetime import UTC, datetime
from pathlib import Path
from app.warehouse import publish as module
from app.warehouse.lake import LocalLake
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest
owner, _, name = {step!r}.rpartition(".")
setattr(LocalLake if owner else module, name, lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL))
draft = Manifest("s2", datetime(2026, 1, 1, tzinfo=UTC), "r", "c", {{}}, {{}}, follows="s1")
module.publish(LakeLayout(Path({str(layout.root)!r})), [TABLE], draft, retention=10)
"""
    ended = subprocess.run([sys.executable, "-c", script], check=False, env=dict(os.environ))
    assert ended.returncode == -signal.SIGKILL
    store = SnapshotStore(layout.root)
    current = store.open()
    assert store.verify(current.id) == []
    assert current.query("SELECT size FROM marts.thing_v1")["size"].to_list() == [1 if current.id == "s1" else 2]
    publish_as("s3")
    assert store.current_id() == "s3"
    assert not list(layout.snapshots.glob("*.unfinished"))
