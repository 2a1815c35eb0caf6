"""`binsight up` as a process of its own that a test may stop, kill and start again on the same home."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from time import perf_counter, sleep

import psutil

from app.embedded.ports import choose_port

DOORS = ("UI", "API", "DAGSTER", "NOTEBOOKS")


class Running:
    """One home, the command run on it, and the `up` that serves it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.addresses: dict[str, str] = {}
        self._up: subprocess.Popen[str] | None = None
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BINSIGHT_")}
        self._environment = kept | {f"BINSIGHT_{door}_PORT": str(choose_port(None)) for door in DOORS}

    @property
    def is_up(self) -> bool:
        return self._up is not None and self._up.poll() is None

    @property
    def pid(self) -> int:
        assert self._up is not None
        return self._up.pid

    def start(self) -> None:
        """Start `up` on whatever the home holds and wait until its doors are announced."""
        with (self.home.parent / "up.err").open("ab") as complaints:
            self._up = subprocess.Popen(
                self._command("up", "--json", "--no-demo"),
                env=self._environment, stdout=subprocess.PIPE, stderr=complaints, text=True,
            )  # fmt: skip
        assert self._up.stdout is not None
        line = self._up.stdout.readline()
        assert line, f"up ended with {self._end(signal.SIGTERM)}: {(self.home.parent / 'up.err').read_text()}"
        self.addresses = json.loads(line)["addresses"]

    def wait_for_snapshot(self) -> None:
        """Wait until the run that `up` starts on a fresh home has published."""
        wait_until((self.home / "lake" / "current.json").exists, "the first snapshot")

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL to the supervisor alone."""
        self._end(signal.SIGKILL)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The ended process of `binsight ARGUMENTS`."""
        return subprocess.run(
            self._command(*arguments),
            env=self._environment, capture_output=True, text=True, check=False, timeout=240,
        )  # fmt: skip

    def answer(self, *arguments: str) -> dict[str, object]:
        """The one JSON object that `binsight ARGUMENTS --json` prints."""
        ended = self.run(*arguments, "--json")
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    def begin(self, *arguments: str) -> subprocess.Popen[bytes]:
        """`binsight ARGUMENTS`, not waited for."""
        return subprocess.Popen(
            self._command(*arguments),
            env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def ask(self, door: str, path: str, body: dict[str, object] | None = None) -> tuple[int, str]:
        """Status and text of a GET, or a POST of `body` as JSON, at one of the doors."""
        sent = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.addresses[door]}{path}", data=sent, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=20) as reply:
            return reply.status, reply.read().decode()

    def processes(self) -> list[psutil.Process]:
        """The supervisor and everything below it."""
        supervisor = psutil.Process(self.pid)
        return [supervisor, *supervisor.children(recursive=True)]

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "app.cli.main", *arguments, "--home", str(self.home)]

    def _end(self, number: signal.Signals) -> int:
        assert self._up is not None
        assert self._up.stdout is not None
        self._up.send_signal(number)
        code = self._up.wait(60)
        self._up.stdout.close()
        self._up = None
        return code


def wait_until(question, what, seconds=240.0):
    """The first true answer; `what` is said when it never comes."""
    deadline = perf_counter() + seconds
    while not (answer := question()):
        assert perf_counter() < deadline, f"{what} never happened"
        sleep(0.2)
    return answer
