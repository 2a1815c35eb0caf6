"""Where everything lies in the lake.

work/<layer>/...            tables of the run in progress, replaced file by file
work/base.json              the snapshot that this run starts from
snapshots/<id>/<layer>/...  published tables, never changed
snapshots/<id>/warehouse.duckdb, manifest.json
current.json                the one pointer that a publish switches
last_failure.json           the latest run that published nothing, and why
"""

from pathlib import Path


class LakeLayout:
    """Paths below one lake folder."""

    def __init__(self, lake: Path) -> None:
        self.root = lake
        self.work = lake / "work"
        self.base = self.work / "base.json"
        self.snapshots = lake / "snapshots"
        self.pointer = lake / "current.json"
        self.last_failure = lake / "last_failure.json"
        self.lock = lake / "publish.lock"

    def work_table(self, layer: str, name: str) -> Path:
        """A table of the work area: this folder of files, or the single file `<path>.parquet`."""
        return self.work / layer / name

    def work_file(self, layer: str, name: str) -> Path:
        """The file of a table of the work area that is kept as one."""
        return single_file(self.work_table(layer, name))

    def snapshot(self, snapshot_id: str) -> Path:
        """Folder of a published snapshot."""
        return self.snapshots / snapshot_id

    def manifest(self, snapshot_id: str) -> Path:
        """Manifest of a published snapshot."""
        return self.snapshot(snapshot_id) / "manifest.json"

    def warehouse(self, snapshot_id: str) -> Path:
        """DuckDB file of a published snapshot."""
        return self.snapshot(snapshot_id) / "warehouse.duckdb"


def table_files(place: Path) -> list[Path]:
    """The Parquet files of a table given by its folder-or-file path, in name order; empty when there is none."""
    single = single_file(place)
    return [single] if single.exists() else sorted(place.glob("*.parquet"))


def single_file(place: Path) -> Path:
    """The one file of a table given by its folder-or-file path."""
    return place.with_name(f"{place.name}.parquet")
