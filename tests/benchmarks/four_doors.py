"""The whole house: how soon all doors answer, and how much memory it takes at most."""

import json
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, sleep

import psutil

from tests.benchmarks.commands import BINSIGHT, clean_environment, fresh_home
from tests.benchmarks.figure import Figure

KEY = "up"
TITLE = (
    "`binsight up` on a fresh home until the app, the API, Dagster and the notebooks all answer HTTP 200; then the "
    "memory of its whole process tree, sampled twice a second from the start until half a minute after the first "
    "snapshot is published. The sum of resident sizes counts shared pages once per process, the proportional one once."
)
LIMIT_SECONDS = 45
LIMIT_MEMORY_GB = 2.5
START_TIMEOUT, PUBLISH_TIMEOUT, STOP_TIMEOUT = 180.0, 300.0, 60.0
SETTLE_SECONDS = 30.0
SAMPLE_SECONDS = 0.5


class MemoryWatch(Thread):
    """Keeps the highest sums over a process and all its descendants, in bytes."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._root = psutil.Process(pid)
        self._stopped = Event()
        self.resident = 0
        self.proportional = 0
        self.processes = 0

    def run(self) -> None:
        """Sample until `finish`; the costly proportional size at every fourth sample."""
        samples = 0
        while not self._stopped.wait(SAMPLE_SECONDS):
            tree = _tree(self._root)
            self.processes = max(self.processes, len(tree))
            self.resident = max(self.resident, sum(_resident(process) for process in tree))
            if samples % 4 == 0:
                self.proportional = max(self.proportional, sum(_proportional(process) for process in tree))
            samples += 1

    def finish(self) -> None:
        """Stop sampling."""
        self._stopped.set()
        self.join()


def measure(repeats: int) -> list[Figure]:
    """Start, publish, stop; each repeat on a home of its own."""
    runs = [_one_run() for _ in range(repeats)]
    limits = {"all four doors answer": LIMIT_SECONDS, "peak memory, resident": LIMIT_MEMORY_GB}
    units = {"peak memory, resident": "GB", "peak memory, proportional": "GB", "processes at most": ""}
    return [Figure(name, tuple(run[name] for run in runs), units.get(name, "s"), limits.get(name)) for name in runs[0]]


def _one_run() -> dict[str, float]:
    with fresh_home() as home:
        started = perf_counter()
        process = subprocess.Popen(
            [*BINSIGHT, "up", "--json", "--home", str(home)],
            env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        watch = MemoryWatch(process.pid)
        watch.start()
        try:
            figures = _follow(process, home, started)
        finally:
            watch.finish()
            stopping = perf_counter()
            process.send_signal(signal.SIGTERM)
            process.wait(STOP_TIMEOUT)
        return figures | {
            "stopped after SIGTERM": perf_counter() - stopping,
            "peak memory, resident": watch.resident / 1e9,
            "peak memory, proportional": watch.proportional / 1e9,
            "processes at most": float(watch.processes),
        }


def _follow(process: subprocess.Popen[str], home: Path, started: float) -> dict[str, float]:
    """Wait for the doors and for the first snapshot."""
    if process.stdout is None:
        raise RuntimeError("the output of `binsight up` cannot be read")
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"`binsight up` ended with {process.wait()} before its doors were open")
    addresses: dict[str, str] = json.loads(line)["addresses"]
    if len(addresses) != 4:
        raise RuntimeError(f"four doors were expected, not {sorted(addresses)}")
    _wait(lambda: all(_answers(address) for address in addresses.values()), started + START_TIMEOUT, "open doors")
    opened = perf_counter() - started
    _wait((home / "lake" / "current.json").exists, started + PUBLISH_TIMEOUT, "a first snapshot")
    published = perf_counter() - started
    sleep(SETTLE_SECONDS)
    return {"all four doors answer": opened, "first snapshot is published": published}


def _wait(is_so: Callable[[], bool], until: float, what: str) -> None:
    while not is_so():
        if perf_counter() > until:
            raise RuntimeError(f"waited too long for {what}")
        sleep(0.2)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def _tree(root: psutil.Process) -> list[psutil.Process]:
    try:
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _proportional(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0
