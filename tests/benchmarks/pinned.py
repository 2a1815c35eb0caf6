"""Measures on one core in a process of its own: `python -m tests.benchmarks.pinned MODULE FOLDER REPEATS` prints JSON.

A row module that measures this way has `pinned(folder, repeats) -> dict`, which runs in that process.
"""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ONE_THREAD = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}


def pinned(module: str, folder: Path, repeats: int = 1) -> dict[str, Any]:
    """What `pinned` of a row module gives, run on one core.

    Raises:
        RuntimeError: it failed; the message ends with what it said.
    """
    command = [sys.executable, "-m", __name__, module, str(folder), str(repeats)]
    done = subprocess.run(command, env=os.environ | ONE_THREAD, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"measuring {module} ended with {done.returncode}: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def peak_mebibytes() -> float:
    """The most memory that this process has had resident.

    Not `ru_maxrss`: a process begins with what its parent had at most, and parents here have made ledgers.
    """
    (line,) = (text for text in Path("/proc/self/status").read_text().splitlines() if text.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    measured = importlib.import_module(sys.argv[1]).pinned(Path(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.write(json.dumps(measured) + "\n")
