"""Where published snapshots live: one interface, whether that is a folder of this machine or an object store.

Every lake has a folder on this machine (`layout`): runs work there, and what readers open lies there. A publish builds
its snapshot there, adds it to the lake, and switches one pointer.
"""

import fcntl
import json
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.exceptions import InvalidOperationException, OvertakenException, SnapshotNotFoundException
from app.warehouse.files import write_text
from app.warehouse.layout import LakeLayout
from app.warehouse.leases import unless_in_use
from app.warehouse.manifest import FileEntry, Manifest, parse_manifest

UNFINISHED = ".unfinished"


@dataclass(frozen=True)
class Pointer:
    """The snapshot in force, and what the lake calls this state of the pointer."""

    snapshot: str
    state: str


class Lake(ABC):
    """The snapshots of one lake, and the pointer to the one in force."""

    def __init__(self, layout: LakeLayout) -> None:
        self.layout = layout

    @contextmanager
    def publishing(self) -> Iterator[None]:
        """One publisher of this machine at a time; the lock dies with its process.

        Raises:
            InvalidOperationException: this lake cannot be published to safely.
        """
        self.layout.root.mkdir(parents=True, exist_ok=True)
        with self.layout.lock.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @abstractmethod
    def pointer(self) -> Pointer | None:
        """The pointer; None when nothing was published yet."""

    @abstractmethod
    def ids(self) -> list[str]:
        """Ids of all kept snapshots, in no order."""

    @abstractmethod
    def manifest(self, snapshot_id: str) -> Manifest:
        """Manifest of one snapshot.

        Raises:
            SnapshotNotFoundException: there is no such snapshot.
        """

    @abstractmethod
    def bring(self, manifest: Manifest, entries: Sequence[FileEntry]) -> None:
        """Have these files of a snapshot in its folder on this machine.

        Raises:
            SnapshotNotFoundException: the snapshot was removed meanwhile.
        """

    @abstractmethod
    def unlike_published(self, manifest: Manifest) -> list[str]:
        """What of a snapshot's files is not as published where the lake keeps them beside this machine, in words.

        Files on this machine are looked at by `app.warehouse.verify`.
        """

    @abstractmethod
    def add(self, manifest: Manifest) -> None:
        """Put a snapshot that lies whole in its folder here where readers look; it is not in force yet."""

    def note_failure(self, text: str) -> None:
        """Keep a note of a run that published nothing where every reader of the lake finds it."""
        write_text(text, self.layout.last_failure)

    def failures(self) -> list[str]:
        """The notes that are kept."""
        note = self.layout.last_failure
        return [note.read_text(encoding="utf-8")] if note.exists() else []

    @abstractmethod
    def switch(self, snapshot_id: str, was: Pointer | None) -> None:
        """Put a snapshot in force, provided the pointer is still as it was.

        Raises:
            OvertakenException: another publisher was faster.
        """

    @abstractmethod
    def withdraw(self, snapshot_id: str) -> None:
        """Remove a snapshot whose publish failed, unless it came in force all the same."""

    @abstractmethod
    def retain(self, current: str, count: int) -> None:
        """Keep the newest `count` snapshots, the one in force, and those that somebody here reads."""


class LocalLake(Lake):
    """A folder of this machine."""

    def pointer(self) -> Pointer | None:
        """See `Lake.pointer`; the state is the text of the file."""
        try:
            text = self.layout.pointer.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        return Pointer(str(json.loads(text)["snapshot"]), text)

    def ids(self) -> list[str]:
        """See `Lake.ids`."""
        return kept_here(self.layout)

    def manifest(self, snapshot_id: str) -> Manifest:
        """See `Lake.manifest`."""
        path = self.layout.manifest(snapshot_id)
        try:
            if Path(snapshot_id).name != snapshot_id:
                raise SnapshotNotFoundException(snapshot_id)
            return parse_manifest(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            if path.is_file():
                raise
            raise SnapshotNotFoundException(snapshot_id) from error

    def bring(self, manifest: Manifest, entries: Sequence[FileEntry]) -> None:
        """See `Lake.bring`; they are here."""

    def unlike_published(self, manifest: Manifest) -> list[str]:  # noqa: ARG002 - there is no other place
        """See `Lake.unlike_published`; files are kept nowhere else."""
        return []

    def add(self, manifest: Manifest) -> None:
        """See `Lake.add`; it lies there already."""

    def switch(self, snapshot_id: str, was: Pointer | None) -> None:
        """See `Lake.switch`; every publisher holds the lock, so that nobody comes between looking and writing."""
        if (now := self.pointer()) != was:
            raise overtaken(f"publish snapshot {snapshot_id}", now)
        write_text(json.dumps({"snapshot": snapshot_id}), self.layout.pointer)

    def withdraw(self, snapshot_id: str) -> None:
        """See `Lake.withdraw`."""
        now = self.pointer()
        if now is None or now.snapshot != snapshot_id:
            remove_here(self.layout, snapshot_id)

    def retain(self, current: str, count: int) -> None:
        """See `Lake.retain`."""
        retain_here(self.layout, current, count)


def as_lake(place: Lake | LakeLayout | Path) -> Lake:
    """A lake by what names it: a folder of this machine, or the lake itself."""
    if isinstance(place, Lake):
        return place
    return LocalLake(place if isinstance(place, LakeLayout) else LakeLayout(place))


def require_nothing_lost(lake: Lake) -> None:
    """Where no pointer is, nothing was ever in force.

    A snapshot that follows another shows that one was; a first one alone may be left from a publish that was cut off.

    Raises:
        InvalidOperationException: the pointer was there and is gone.
    """
    ids = sorted(lake.ids(), reverse=True)
    if any(lake.manifest(snapshot_id).follows is not None for snapshot_id in ids):
        newest = f"the newest of {len(ids)} is {ids[0]}; `binsight snapshot {ids[0]} --restore` puts it in force again"
        raise InvalidOperationException(
            "tell which snapshot is in force", f"current.json of the lake is gone; {newest}"
        )


def restore(lake: Lake, snapshot_id: str) -> None:
    """Put a snapshot in force in a lake that has lost its pointer, or the snapshot that it points to.

    Raises:
        SnapshotNotFoundException: there is no such snapshot.
        InvalidOperationException: one is in force; what follows it would be lost.
    """
    with lake.publishing():
        if (was := lake.pointer()) is not None and _is_there(lake, was.snapshot):
            raise InvalidOperationException(
                f"put snapshot {snapshot_id} in force", f"{was.snapshot} is in force already"
            )
        lake.switch(lake.manifest(snapshot_id).id, was)


def _is_there(lake: Lake, snapshot_id: str) -> bool:
    with suppress(SnapshotNotFoundException):
        return lake.manifest(snapshot_id).id in lake.ids()
    return False


def overtaken(operation: str, now: Pointer | None) -> InvalidOperationException:
    """The sentence for a run that comes too late; nobody has overtaken it when nothing is in force."""
    remedy = "run the pipeline again"
    if now is None:
        return InvalidOperationException(operation, f"what was in force when the run began is no longer; {remedy}")
    winner = f"snapshot {now.snapshot} was published meanwhile and stays in force"
    return OvertakenException(operation, f"{winner}; {remedy}")


def kept_here(layout: LakeLayout) -> list[str]:
    """Ids of the snapshots in the folder of this machine."""
    folders = layout.snapshots.glob("*") if layout.snapshots.exists() else iter(())
    return [folder.name for folder in folders if not folder.name.endswith(UNFINISHED)]


def retain_here(layout: LakeLayout, current: str, count: int) -> None:
    """Remove snapshots from this machine beyond the newest `count`, but never the current one or one in use."""
    for snapshot_id in sorted(kept_here(layout), reverse=True)[count:]:
        with unless_in_use(layout.manifest(snapshot_id)) as is_free:
            if is_free and snapshot_id != current:
                remove_here(layout, snapshot_id)


def remove_here(layout: LakeLayout, snapshot_id: str) -> None:
    """Take a snapshot away from this machine: out of sight in one step, then gone."""
    folder = layout.snapshot(snapshot_id)
    hidden = folder.with_name(f"{snapshot_id}{UNFINISHED}")
    if folder.exists():
        shutil.rmtree(hidden, ignore_errors=True)
        folder.rename(hidden)
    shutil.rmtree(hidden, ignore_errors=True)
