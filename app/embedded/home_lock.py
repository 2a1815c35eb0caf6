"""Who holds a home: a file lock that dies with its process, and a state file that says what runs and where."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter, sleep
from typing import Literal

from app.exceptions import AlreadyRunningException
from app.utils.time import utc_now

Holder = Literal["up", "command"]
WAIT_SECONDS = 60.0


@dataclass(frozen=True)
class HomeState:
    """What the holder of a home runs. No secrets: those are in `<home>/secrets`."""

    pid: int
    holder: Holder
    started_at: str
    postgres_port: int | None = None
    s3_port: int | None = None
    addresses: dict[str, str] = field(default_factory=dict)


def read_state(home: Path) -> HomeState | None:
    """What the holder wrote last; None when nothing runs (a stale file of a killed holder counts as nothing)."""
    path = _state_path(home)
    if not path.exists() or not _is_locked(home):
        return None
    try:
        return HomeState(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        return None  # the holder is writing it for the first time


def write_state(home: Path, state: HomeState) -> None:
    """Replace the state file in one step."""
    path = _state_path(home)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_text(json.dumps(asdict(state), indent=2), encoding="utf-8")
    unfinished.replace(path)


@contextmanager
def hold_home(home: Path, holder: Holder, wait: float = WAIT_SECONDS) -> Iterator[HomeState]:
    """Hold the home alone; waits for a short command to end, refuses while `up` runs. Yields the state it wrote.

    Raises:
        AlreadyRunningException: `up` runs on this home, or a command did not end in `wait` seconds.
    """
    with _lock_path(home).open("a") as file:
        deadline = perf_counter() + wait
        while not _try_lock(file.fileno()):
            state = read_state(home)
            if state is not None and state.holder == "up":
                raise _already_running(home, state)
            if perf_counter() > deadline:
                raise AlreadyRunningException(
                    f"Another binsight command still works on {home}; wait for it, or give another --home"
                )
            sleep(0.1)
        state = HomeState(os.getpid(), holder, utc_now().isoformat(timespec="seconds"))
        write_state(home, state)
        try:
            yield state
        finally:
            _state_path(home).unlink(missing_ok=True)


def _already_running(home: Path, state: HomeState) -> AlreadyRunningException:
    where = ", ".join(f"{name} {address}" for name, address in state.addresses.items()) or "it is still starting"
    return AlreadyRunningException(
        f"Binsight is already running on {home} (process {state.pid}, since {state.started_at}): {where}"
    )


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_locked(home: Path) -> bool:
    path = _lock_path(home)
    if not path.exists():
        return False
    with path.open("a") as file:
        return not _try_lock(file.fileno())


def _lock_path(home: Path) -> Path:
    return home / "run" / "lock"


def _state_path(home: Path) -> Path:
    return home / "run" / "state.json"
