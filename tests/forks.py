"""Children that a test may kill: forked from a process that has imported already, so that each starts in no time."""

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

ROOT = str(Path(__file__).resolve().parents[1])
"""The checkout, where children find what they import."""


def run_in_child(target: Callable[..., object], *arguments: Any) -> int:
    """Run a function of a test module in a child; its exit code, negative for the signal that ended it."""
    forks = multiprocessing.get_context("forkserver")
    # The server of forks looks for what it imports on this path only.
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [ROOT, os.environ.get("PYTHONPATH")]))
    forks.set_forkserver_preload(["tests.ingesting_faults", "tests.app.cli.child"])
    child: ForkServerProcess = forks.Process(target=target, args=arguments)
    child.start()
    child.join()
    assert child.exitcode is not None
    return child.exitcode
