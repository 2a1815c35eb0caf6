import subprocess
import sys
from pathlib import Path

import pytest

from app.embedded.home_lock import HomeState, hold_home, read_state, write_state
from app.exceptions import AlreadyRunningException


@pytest.fixture
def home(tmp_path):
    (tmp_path / "run").mkdir()
    return tmp_path


def hold_elsewhere(home, holder):
    """Another process that holds the home until its standard input closes."""
    script = (
        "import sys; from pathlib import Path; from app.embedded.home_lock import *\n"
        f"home = Path({str(home)!r})\n"
        f"with hold_home(home, {holder!r}):\n"
        f"    write_state(home, HomeState(1234, {holder!r}, '2026-01-01T00:00:00Z', 5432, 9000, {{'App': 'http://127.0.0.1:8501'}}))\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def test_nobody_holds_a_fresh_home(home):
    assert read_state(home) is None


def test_a_holder_is_seen_and_gone_afterwards(home):
    child = hold_elsewhere(home, "up")
    assert read_state(home) == HomeState(
        1234, "up", "2026-01-01T00:00:00Z", 5432, 9000, {"App": "http://127.0.0.1:8501"}
    )
    child.communicate("")
    assert read_state(home) is None


def test_a_second_up_is_refused_and_told_where_the_first_one_is(home):
    child = hold_elsewhere(home, "up")
    with (
        pytest.raises(AlreadyRunningException, match=r"already running .* App http://127.0.0.1:8501"),
        hold_home(home, "up"),
    ):
        pass
    child.communicate("")


def test_a_short_command_is_waited_for_and_not_for_ever(home):
    child = hold_elsewhere(home, "command")
    with pytest.raises(AlreadyRunningException, match="still works"), hold_home(home, "up", wait=0.3):
        pass
    child.communicate("")
    with hold_home(home, "up", wait=0.3):
        pass


def test_the_state_of_a_killed_holder_counts_as_nothing(home):
    child = hold_elsewhere(home, "up")
    child.kill()
    child.wait()
    assert (home / "run" / "state.json").exists()
    assert read_state(home) is None
    with hold_home(home, "up", wait=0):
        write_state(home, HomeState(1, "up", "2026-01-01T00:00:00Z"))
