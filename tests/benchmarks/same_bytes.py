"""The same inputs twice: the same bytes."""

import json
from pathlib import Path

from app.warehouse.manifest import FileEntry, Manifest
from app.warehouse.snapshot import SnapshotStore
from tests.benchmarks.commands import fresh_home, run
from tests.benchmarks.figure import Figure

KEY = "L8"
TITLE = (
    "`binsight up --once` twice on one home with the small demo store (500 parts, two years): every Parquet file of a "
    "published table in the second snapshot against that of the first, by size and SHA-256, both snapshots verified. "
    "Raw segments are left out: how rows are spread over them depends on when runs happened. So is "
    "`warehouse.duckdb`, which is made of the tables."
)


def measure(repeats: int) -> list[Figure]:
    """Tables and files compared, and how many of them differ; once, for files are equal or they are not."""
    with fresh_home() as home:
        first, second = (_published(home) for _ in range(2))
    here, there = _files(first), _files(second)
    differing = [name for name in here.keys() | there.keys() if here.get(name) != there.get(name)]
    return [
        Figure("tables compared", (len(first.tables),), "tables"),
        Figure("files compared", (len(here),), "files"),
        Figure("files that differ", (len(differing),), "files", 0),
    ]


def _published(home: Path) -> Manifest:
    summary = json.loads(run("up", "--once", "--json", "--home", str(home)))
    if summary["snapshot"] is None or summary["checks"]["failed"]:
        raise RuntimeError(f"nothing was published: {summary}")
    store = SnapshotStore(home / "lake")
    if wrong := store.verify(summary["snapshot"]):
        raise RuntimeError(f"the snapshot is not what its manifest says: {wrong}")
    return store.manifest(summary["snapshot"])


def _files(manifest: Manifest) -> dict[str, tuple[str, int]]:
    entries: list[FileEntry] = [file for table in manifest.tables.values() for file in table.files]
    return {entry.path: (entry.sha256, entry.bytes) for entry in entries}
