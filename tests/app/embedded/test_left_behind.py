import json
import os
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

from app.embedded import process
from app.embedded.left_behind import end_left_behind, write_down

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="families are found through /proc, on Linux only")

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def home(tmp_path):
    (tmp_path / "run").mkdir()
    return tmp_path


def start_family(home, keep_leader):
    """A leader in its own session with one helper; the leader may end at once, as a killed one does."""
    script = (
        f"import subprocess, time; child = subprocess.Popen({SLEEP!r}); print(child.pid, flush=True)\n"
        f"time.sleep({60 if keep_leader else 0})"
    )
    leader = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=dict(os.environ) | {"BINSIGHT_HOME": str(home)},
    )
    assert leader.stdout is not None
    write_down(home, {"Dagster": leader.pid})
    helper = int(leader.stdout.readline())
    while not (Path("/proc") / str(helper) / "environ").read_bytes():
        sleep(0.01)  # the kernel shows it a moment after the program has begun
    return leader, helper


def is_gone(pid):
    for _ in range(100):
        if process.process_facts(pid) is None:
            return True
        sleep(0.02)
    return False


def test_nothing_was_left_in_a_fresh_home(home):
    assert end_left_behind(home) == []


@pytest.mark.parametrize("keep_leader", [True, False])
def test_a_family_is_ended_with_or_without_its_leader(home, keep_leader):
    leader, helper = start_family(home, keep_leader)
    if not keep_leader:
        leader.wait()
    assert end_left_behind(home) == ["Dagster"]
    assert is_gone(helper)
    assert leader.wait(5) is not None
    assert end_left_behind(home) == []


def test_a_recycled_pid_is_never_touched(home):
    leader, helper = start_family(home, keep_leader=True)
    path = home / "run" / "children.json"
    entries = json.loads(path.read_text())
    entries["Dagster"]["started"] = "1"
    path.write_text(json.dumps(entries))
    try:
        assert end_left_behind(home) == []
        assert process.process_facts(helper) is not None
    finally:
        os.killpg(leader.pid, 9)
        leader.wait()


def test_processes_of_another_home_are_never_touched(home, tmp_path):
    other = tmp_path / "other"
    (other / "run").mkdir(parents=True)
    leader, helper = start_family(other, keep_leader=True)
    write_down(home, {"Dagster": leader.pid})
    try:
        assert end_left_behind(home) == []
        assert process.process_facts(helper) is not None
    finally:
        os.killpg(leader.pid, 9)
        leader.wait()


def test_a_half_written_record_stops_nobody(home):
    (home / "run" / "children.json").write_text("{")
    assert end_left_behind(home) == []
    assert not (home / "run" / "children.json").exists()


def test_the_record_says_when_each_child_started(home):
    write_down(home, {"API": os.getpid()})
    entry = json.loads((Path(home) / "run" / "children.json").read_text())["API"]
    assert entry == {"pid": os.getpid(), "started": process.start_time(os.getpid())}
