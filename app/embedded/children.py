"""Keeps the doors' processes alive: starts them, asks after them, restarts the fallen, gives up with a sentence."""

import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from signal import SIGTERM
from time import perf_counter, sleep
from urllib.parse import urlsplit

from app.config import Settings
from app.embedded.doors import Door
from app.embedded.left_behind import write_down
from app.embedded.process import end, last_lines, spawn
from app.exceptions import EmbeddedServerException

READY_SECONDS = 120.0
STOP_SECONDS = 10.0
MAX_RESTARTS = 5
_STEADY_SECONDS = 60.0
"""A child that ran this long has recovered; its restarts are forgotten."""


class Children:
    """The running processes of a set of doors."""

    def __init__(self, settings: Settings, doors: Sequence[Door], environment: Mapping[str, str]) -> None:
        self._settings = settings
        self._doors = doors
        self._environment = environment
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._started: dict[str, float] = {}
        self._restarts: dict[str, int] = {}
        self._errand: Door | None = None

    def start(self) -> None:
        """Start all doors without waiting for them."""
        for door in self._doors:
            self._spawn(door)

    def run_errand(self, errand: Door) -> None:
        """Start a process that ends by itself, and wait for it.

        Raises:
            EmbeddedServerException: it failed; says why.
        """
        self._spawn(errand)
        if self._running[errand.name].wait() != 0:
            raise EmbeddedServerException(f"{errand.name} failed: {last_lines(self._log(errand), 1)}")

    def start_errand(self, errand: Door) -> None:
        """Start a process that ends by itself; `ended_errand` tells how it went."""
        self._errand = errand
        self._spawn(errand)

    def ended_errand(self) -> str | None:
        """What to say when the errand has ended since the last question; None otherwise."""
        errand = self._errand
        if errand is None or self._running[errand.name].poll() is None:
            return None
        self._errand = None
        if self._running[errand.name].returncode == 0:
            return f"{errand.name} is done"
        return f"{errand.name} failed: {last_lines(self._log(errand), 1)}"

    def wait_until_ready(self) -> None:
        """Wait until every door with a health check answers.

        Raises:
            EmbeddedServerException: one keeps ending, or does not answer in time.
        """
        deadline = perf_counter() + READY_SECONDS
        waiting = [door for door in self._doors if door.health]
        while waiting:
            self.restart_fallen()
            waiting = [door for door in waiting if not answers(door.health)]
            if waiting and perf_counter() > deadline:
                names = ", ".join(door.name for door in waiting)
                raise EmbeddedServerException(
                    f"{names} did not answer in {READY_SECONDS:.0f} s; see {self._log(waiting[0])}"
                )
            sleep(0.2)

    def restart_fallen(self) -> list[str]:
        """Start children again that have ended; returns their names.

        Raises:
            EmbeddedServerException: one fell too often; names its log.
        """
        fallen = [door for door in self._doors if self._running[door.name].poll() is not None]
        for door in fallen:
            self._restart(door)
        return [door.name for door in fallen]

    def stop(self) -> None:
        """Ask all to end, newest first, then wait for them together; what does not end in time is killed."""
        children = list(reversed(self._running.values()))
        for child in children:
            if child.poll() is None:
                child.terminate()
        deadline = perf_counter() + STOP_SECONDS
        for child in children:
            end(child, SIGTERM, max(0.0, deadline - perf_counter()))

    def _restart(self, door: Door) -> None:
        if perf_counter() - self._started[door.name] > _STEADY_SECONDS:
            self._restarts[door.name] = 0
        count = self._restarts.get(door.name, 0) + 1
        if count > MAX_RESTARTS:
            log = self._log(door)
            raise EmbeddedServerException(f"{door.name} ended {count} times; see {log}: {last_lines(log)}")
        self._restarts[door.name] = count
        sleep(min(0.5 * 2 ** (count - 1), 8.0))
        self._spawn(door)

    def _spawn(self, door: Door) -> None:
        self._running[door.name] = spawn(door.arguments, log=self._log(door), environment=self._environment)
        self._started[door.name] = perf_counter()
        write_down(self._settings.home, {name: child.pid for name, child in self._running.items()})

    def _log(self, door: Door) -> Path:
        return self._settings.home / "logs" / f"{door.log_name}.log"


def answers(url: str) -> bool:
    """True when a GET is answered with success, or for `tcp://` when somebody accepts the connection."""
    place = urlsplit(url)
    try:
        if place.scheme == "tcp":
            socket.create_connection((str(place.hostname), place.port or 0), timeout=2).close()
            return True
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own addresses
            return True
    except (urllib.error.URLError, OSError):
        return False
