"""Runs `binsight` as a person would: a process of its own, a fresh home, nothing inherited from our environment."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BINSIGHT = (sys.executable, "-m", "app.cli.main")


def clean_environment() -> dict[str, str]:
    """Our environment without settings of Binsight or Dagster."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("BINSIGHT_", "DAGSTER_"))}


@contextmanager
def fresh_home() -> Iterator[Path]:
    """A new, empty home; removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="binsight-bench-", ignore_cleanup_errors=True) as folder:
        yield Path(folder) / "home"


def run(*arguments: str, timeout: float = 600) -> str:
    """Standard output of a command that must succeed.

    Raises:
        RuntimeError: it did not; the message ends with what it said.
    """
    done = subprocess.run(
        [*BINSIGHT, *arguments], env=clean_environment(), capture_output=True, text=True, timeout=timeout, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"binsight {' '.join(arguments)} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout
