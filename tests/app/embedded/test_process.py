import os
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

from app.embedded import process

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)  # binsight-test-sleeper"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]


def test_output_goes_to_the_log(tmp_path):
    log = tmp_path / "logs" / "child.log"
    process.spawn([sys.executable, "-c", "print('hello')"], log=log).wait()
    assert process.last_lines(log) == "hello"


def test_a_child_is_asked_to_end_first(tmp_path):
    child = process.spawn(SLEEPER, log=tmp_path / "log")
    process.end(child, signal.SIGTERM, 5)
    assert child.returncode == -signal.SIGTERM


def test_a_stubborn_child_is_killed(tmp_path):
    child = process.spawn(STUBBORN, log=tmp_path / "log")
    while "up" not in (tmp_path / "log").read_text():
        sleep(0.02)
    process.end(child, signal.SIGTERM, 0.2)
    assert child.returncode == -signal.SIGKILL


def test_signals_ignored_by_the_parent_are_reset(tmp_path):
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        child = process.spawn(SLEEPER, log=tmp_path / "log")
        sleep(0.2)
        process.end(child, signal.SIGINT, 5)
    finally:
        signal.signal(signal.SIGINT, before)
    assert child.returncode in {-signal.SIGINT, 1}


def test_a_left_over_process_is_ended_only_when_it_is_what_we_expect(tmp_path):
    child = process.spawn(SLEEPER, log=tmp_path / "log")
    started = process.start_time(child.pid)
    assert not process.end_stale(child.pid, lambda pid: process.start_time(pid) == started + "1", signal.SIGTERM, 5)
    assert child.poll() is None
    assert process.end_stale(child.pid, lambda pid: process.start_time(pid) == started, signal.SIGTERM, 5)
    assert child.wait() == -signal.SIGTERM


def test_a_process_that_is_gone_has_no_start_time():
    assert process.start_time(2**22 - 1) == ""


def test_helpers_of_an_ended_child_do_not_outlive_it(tmp_path):
    script = (
        f"import subprocess, sys; child = subprocess.Popen({SLEEPER!r}); print(child.pid, flush=True); child.wait()"
    )
    log = tmp_path / "log"
    child = process.spawn([sys.executable, "-c", script], log=log)
    while not log.read_text().strip():
        sleep(0.02)
    helper = int(log.read_text())
    process.end(child, signal.SIGTERM, 5)
    for _ in range(100):
        if not process.start_time(helper):
            return
        sleep(0.02)
    pytest.fail("the helper outlived its parent")


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal exists on Linux only")
def test_a_child_dies_with_a_killed_parent(tmp_path):
    script = (
        "import sys, time; from pathlib import Path; from app.embedded.process import spawn\n"
        f"child = spawn({SLEEPER!r}, log=Path({str(tmp_path / 'log')!r})); print(child.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    for _ in range(100):
        if "binsight-test-sleeper" not in process.command_line(pid):
            return
        sleep(0.05)
    pytest.fail("the child outlived its parent")
