"""What happens to an ingest in a child process: killed in the middle, or left without room on the disk."""

import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl

from app.config import Settings
from app.domain.fleet.drops import REPLAYS
from app.exceptions import BinsightError
from app.services.drops.ingest import DropIngest
from app.services.foreign.ingest import ingest_foreign
from app.services.object_store import ObjectStore
from app.sources.foreign.mapping import load_mappings
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest

_CHANGES = {"os.rename", "os.link", "os.remove", "os.mkdir"}


def die_at(step: int, lake: Path, act: Callable[..., object], *arguments: Any) -> None:
    """Do something; killed before the `step`-th change of the lake's files, or done when there are fewer."""
    steps = count(1)

    def kill() -> None:
        if next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    with _before_each_change(lake, kill):
        act(*arguments)


def states_left_by_kills(lake: Path, copies: Path, act: Callable[..., object], *arguments: Any) -> list[Path]:
    """Do something; copies of the lake as a kill before each change of its files would have left it, and after all.

    What a killed process has handed to the system stays, and the rest never gets there: the state is that of the disk.
    """
    states: list[Path] = []

    def copy() -> None:
        states.append(copies / f"{len(states):03d}")
        shutil.copytree(lake, states[-1])

    with _before_each_change(lake, copy):
        act(*arguments)
    copy()
    return states


@contextmanager
def _before_each_change(lake: Path, do: Callable[[], None]) -> Iterator[None]:
    """Call `do` before each change below the lake: a hook of Python's own, which can be silenced and never removed."""
    is_on = True

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal is_on
        if is_on and event in _CHANGES and str(lake) in str(arguments[0]):
            is_on = False  # what `do` changes itself does not count
            do()
            is_on = True

    sys.addaudithook(watch)
    try:
        yield
    finally:
        is_on = False


def with_little_room(limit: int, answer: Path, act: Callable[..., object], *arguments: Any) -> None:
    """Do something where no file may be longer than `limit` bytes; leaves the refusal in `answer`."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        act(*arguments)
    except BinsightError as error:
        answer.write_text(error.message)


def read_drops(settings: Settings, lake: Path, published: Manifest | None, max_bytes: int) -> None:
    """Take in what was dropped."""
    replays = pl.DataFrame(schema=REPLAYS)
    DropIngest(ObjectStore(settings), LakeLayout(lake), published, max_bytes).run(replays)


def read_foreign(mappings: Path, lake: Path, published: Manifest | None) -> None:
    """Take in the foreign sources."""
    ingest_foreign(LakeLayout(lake), published, load_mappings(mappings))
