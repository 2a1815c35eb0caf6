"""Leases: who reads a snapshot holds a shared lock on its manifest, so that retention leaves it alone.

The lock belongs to an open file and ends with the process, however it ends.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from app.exceptions import SnapshotNotFoundException


def take_lease(manifest: Path) -> IO[str]:
    """An open file that keeps the snapshot until it is closed.

    Raises:
        SnapshotNotFoundException: the snapshot is gone, or is just being removed.
    """
    try:
        file = manifest.open(encoding="utf-8")
    except FileNotFoundError:
        raise SnapshotNotFoundException(manifest.parent.name) from None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise SnapshotNotFoundException(manifest.parent.name) from None
    if not manifest.exists():  # removed between opening and locking
        file.close()
        raise SnapshotNotFoundException(manifest.parent.name)
    return file


@contextmanager
def unless_in_use(manifest: Path) -> Iterator[bool]:
    """True when nobody on this machine holds a lease; nobody can take one until the block ends."""
    try:
        file = manifest.open(encoding="utf-8")
    except FileNotFoundError:
        yield True
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
