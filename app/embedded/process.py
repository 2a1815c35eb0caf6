"""Child processes: started with default signals in their own session, ended in order, and never left behind.

On Linux the kernel signals a child when the supervisor dies, even by SIGKILL; elsewhere the next start ends it.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

from app.embedded.account import Account

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def spawn(
    arguments: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    working_folder: Path | None = None,
    account: Account | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a child whose output is appended to `log`; `death_signal` reaches it when this process dies."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(argument) for argument in arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(environment) if environment is not None else None,
            cwd=working_folder,
            start_new_session=True,
            preexec_fn=_child_setup(death_signal),  # noqa: PLW1509 - runs before any thread of ours exists in the child
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )


def _child_setup(death_signal: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()

    def set_up() -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(death_signal))
            if os.getppid() != parent:  # the parent died before the line above took effect
                os.kill(os.getpid(), death_signal)

    return set_up


def end(child: subprocess.Popen[bytes], first: signal.Signals, timeout: float) -> None:
    """Signal the child and wait; after `timeout` seconds kill it. Helpers that it leaves in its group are killed."""
    if child.poll() is None:
        child.send_signal(first)
        try:
            child.wait(timeout)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return  # the group is empty, as it should be


def end_stale(pid: int, is_ours: Callable[[int], bool], first: signal.Signals, timeout: float) -> bool:
    """End a process that an earlier run left behind, as long as `is_ours(pid)`; returns whether there was one.

    `is_ours` is asked before every signal, so that a recycled pid is never touched.
    """
    if not is_ours(pid):
        return False
    os.kill(pid, first)
    deadline = perf_counter() + timeout
    while is_ours(pid):
        if perf_counter() > deadline:
            os.kill(pid, signal.SIGKILL)
            deadline = float("inf")
        sleep(0.05)
    return True


def command_line(pid: int) -> str:
    """The command line of a running process; empty when it is gone or a zombie."""
    folder = Path("/proc") / str(pid)
    if sys.platform == "linux":
        try:
            return (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    listed = subprocess.run(
        ["ps", "-ww", "-o", "stat=,args=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.strip()
    state, _, arguments = listed.partition(" ")
    return "" if state.startswith("Z") else arguments


def start_time(pid: int) -> str:
    """When a process started, to tell it from a later one with the same pid; empty when it is gone or a zombie."""
    if sys.platform == "linux":
        facts = process_facts(pid)
        return facts.started if facts is not None else ""
    return subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.strip()


@dataclass(frozen=True)
class ProcessFacts:
    """What /proc says: the session that a process belongs to, and its start in clock ticks since boot."""

    session: int
    started: str


def process_facts(pid: int) -> ProcessFacts | None:
    """Facts about a living process (Linux); None when it is gone or a zombie."""
    try:
        text = (Path("/proc") / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    return None if fields[0] == "Z" else ProcessFacts(int(fields[3]), fields[19])


def last_lines(log: Path, count: int = 3) -> str:
    """The end of a log, for an error message."""
    if not log.exists():
        return "no log was written"
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return " / ".join(lines[-count:]) or "its log is empty"
