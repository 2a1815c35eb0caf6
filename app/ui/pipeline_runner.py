"""Starts `binsight run` beside the app and watches it; one per process, so that a run survives leaving the page."""

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from app.config import Settings
from app.embedded.doors import child_environment


@dataclass(frozen=True)
class RunResult:
    """How the latest run ended: a sentence for people, and whether it published."""

    published: bool
    sentence: str
    seconds: float


class PipelineRunner:
    """At most one run at a time; `start` while one is going does nothing."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._cancelled = False
        self._result: RunResult | None = None

    def start(self) -> None:
        """Start a run, unless one is going."""
        with self._lock:
            if self._process is None:
                self._result, self._cancelled = None, False
                self._started = perf_counter()
                with self._output.open("wb") as output, self._log.open("wb") as log:
                    self._process = subprocess.Popen(
                        [sys.executable, "-m", "app.cli.main", "run", "--json"],
                        env=child_environment(self._settings),
                        stdin=subprocess.DEVNULL,
                        stdout=output,
                        stderr=log,
                    )

    def cancel(self) -> None:
        """Stop the run that is going; what was published before stays in force."""
        with self._lock:
            if self._process is not None:
                self._cancelled = True
                self._process.terminate()

    def seconds(self) -> float | None:
        """How long the present run has been going; None when none is."""
        self._reap()
        return None if self._process is None else perf_counter() - self._started

    def result(self) -> RunResult | None:
        """How the latest run of this process ended; None before the first and while one is going."""
        self._reap()
        return self._result

    def _reap(self) -> None:
        with self._lock:
            if self._process is not None and self._process.poll() is not None:
                self._result = self._describe(self._process.returncode)
                self._process = None

    def _describe(self, code: int) -> RunResult:
        seconds = perf_counter() - self._started
        summary = _last_object(self._output.read_text(encoding="utf-8", errors="replace"))
        if code == 0:
            return RunResult(True, f"Published snapshot {summary.get('snapshot')} in {seconds:.0f} s", seconds)
        if self._cancelled:
            return RunResult(False, "The run was cancelled; the snapshot before stays in force", seconds)
        lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        said = summary.get("error") or (lines[-1] if lines else "it ended without a word")
        return RunResult(False, f"The run did not publish: {said}", seconds)

    @property
    def _output(self) -> Path:
        return self._file("app-run.json")

    @property
    def _log(self) -> Path:
        return self._file("app-run.log")

    def _file(self, name: str) -> Path:
        folder = self._settings.home / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name


def _last_object(text: str) -> dict[str, Any]:
    """The JSON object that the command printed last; empty when it printed none."""
    for line in reversed(text.splitlines()):
        if line.startswith("{"):
            try:
                value: dict[str, Any] = json.loads(line)
            except ValueError:
                return {}
            return value
    return {}
