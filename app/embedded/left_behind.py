"""Processes that a killed supervisor left behind: written down while they run, ended by the next start.

On Linux the kernel already signals the children of a killed supervisor, but not what those children started in turn
(Dagster's code server and its runs). Each child leads a session of its own, so its whole family can be found.
"""

import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter, sleep

from app.embedded.process import process_facts, start_time

_ASK_SECONDS = 5.0


def write_down(home: Path, pids: Mapping[str, int]) -> None:
    """Remember the children that run now, by name, with the time at which each started."""
    path = _path(home)
    unfinished = path.with_suffix(".new")
    unfinished.write_text(
        json.dumps({name: {"pid": pid, "started": start_time(pid)} for name, pid in pids.items()}), encoding="utf-8"
    )
    unfinished.replace(path)


def end_left_behind(home: Path) -> list[str]:
    """End what an earlier supervisor of this home left running; returns the names. The caller holds the home.

    A recycled pid is never touched: a leader must have started when it was written down, and a member must belong to
    the leader's session and know this home.
    """
    path = _path(home)
    if sys.platform != "linux" or not path.exists():
        return []
    families = {name: _family(home, int(entry["pid"]), str(entry["started"])) for name, entry in _read(path).items()}
    pids = [pid for members in families.values() for pid in members]
    for number in (signal.SIGTERM, signal.SIGKILL):
        _signal_all(pids, number)
        deadline = perf_counter() + _ASK_SECONDS
        while any(process_facts(pid) for pid in pids) and perf_counter() < deadline:
            sleep(0.05)
    path.unlink()
    return [name for name, members in families.items() if members]


def _family(home: Path, leader: int, started: str) -> list[int]:
    facts = process_facts(leader)
    if facts is not None and facts.started != started:
        return []  # the pid was recycled, so the session is gone
    numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in numbers if _belongs(pid, leader, home)]


def _belongs(pid: int, session: int, home: Path) -> bool:
    facts = process_facts(pid)
    if facts is None or facts.session != session:
        return False
    try:
        environment = (Path("/proc") / str(pid) / "environ").read_bytes()
    except OSError:
        return False  # somebody else's process, or gone meanwhile
    return f"BINSIGHT_HOME={home}".encode() in environment.split(b"\0")


def _signal_all(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        if process_facts(pid) is not None:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue


def _read(path: Path) -> dict[str, dict[str, str | int]]:
    try:
        entries: dict[str, dict[str, str | int]] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return entries


def _path(home: Path) -> Path:
    return home / "run" / "children.json"
