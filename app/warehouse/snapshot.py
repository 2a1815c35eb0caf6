"""Reading published snapshots: find, open, query, verify. Never writes."""

import json
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from polars import selectors

from app.exceptions import QueryException, SnapshotNotFoundException
from app.warehouse.files import sha256
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest, parse_manifest, table_hash
from app.warehouse.publish import UNFINISHED

_UTC = selectors.datetime(time_zone="*").dt.convert_time_zone("UTC")
"""DuckDB names the zone Etc/UTC; the contracts say UTC."""

Parameters = Mapping[str, Any] | Sequence[Any] | None


class Snapshot:
    """One open snapshot; safe to use from several threads, each query on a cursor of its own."""

    def __init__(self, manifest: Manifest, warehouse: Path) -> None:
        self.id = manifest.id
        self.manifest = manifest
        self._connection = _connect(warehouse)

    def query(self, sql: str, parameters: Parameters = None) -> pl.DataFrame:
        """Run one read-only statement over `core.*` and `marts.*`.

        Raises:
            QueryException: the statement is not valid, or wants something that readers may not do.
        """
        cursor = self._connection.cursor()
        try:
            cursor.execute("USE snapshot")
            result = cursor.sql(sql, params=parameters)
            if result is None:
                raise QueryException("Only queries that return rows are possible here; the snapshot never changes")
            return result.pl().with_columns(_UTC)
        except duckdb.Error as error:
            raise QueryException(str(error)) from error
        finally:
            cursor.close()


class SnapshotStore:
    """The snapshots of one lake."""

    def __init__(self, lake: Path) -> None:
        self._layout = LakeLayout(lake)
        self._open: dict[str, Snapshot] = {}
        self._lock = threading.Lock()

    def current_id(self) -> str | None:
        """Id of the snapshot in force; None when nothing was published yet."""
        if not self._layout.pointer.exists():
            return None
        return str(json.loads(self._layout.pointer.read_text(encoding="utf-8"))["snapshot"])

    def manifests(self) -> list[Manifest]:
        """Manifests of all kept snapshots, newest first."""
        folders = self._layout.snapshots.glob("*") if self._layout.snapshots.exists() else iter(())
        ids = [folder.name for folder in folders if not folder.name.endswith(UNFINISHED)]
        return [self.manifest(snapshot_id) for snapshot_id in sorted(ids, reverse=True)]

    def manifest(self, snapshot_id: str) -> Manifest:
        """Manifest of one snapshot.

        Raises:
            SnapshotNotFoundException: there is no such snapshot.
        """
        path = self._layout.manifest(snapshot_id)
        if Path(snapshot_id).name != snapshot_id or not path.exists():
            raise SnapshotNotFoundException(snapshot_id)
        return parse_manifest(path.read_text(encoding="utf-8"))

    def open(self, snapshot_id: str | None = None) -> Snapshot:
        """The named snapshot, or the one in force; opened once and kept.

        Raises:
            SnapshotNotFoundException: nothing was published yet, or there is no such snapshot.
        """
        wanted = snapshot_id or self.current_id()
        if wanted is None:
            raise SnapshotNotFoundException
        with self._lock:
            if wanted not in self._open:
                self._open = {wanted: Snapshot(self.manifest(wanted), self._layout.warehouse(wanted))}
            return self._open[wanted]

    def verify(self, snapshot_id: str) -> list[str]:
        """Hash every file again; returns what does not match, in words.

        Raises:
            SnapshotNotFoundException: there is no such snapshot.
        """
        manifest, folder = self.manifest(snapshot_id), self._layout.snapshot(snapshot_id)
        wrong = []
        for name, table in (manifest.tables | manifest.ingest).items():
            for entry in table.files:
                path = folder / entry.path
                if not path.exists():
                    wrong.append(f"{entry.path} is missing")
                elif sha256(path) != entry.sha256:
                    wrong.append(f"{entry.path} was changed")
            if table_hash(table.files) != table.sha256:
                wrong.append(f"the hash of {name} does not follow from its files")
        return wrong


def _connect(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """An in-memory connection with the file attached, then locked: no files, no network, no settings."""
    connection = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})
    place = str(warehouse).replace("'", "''")
    connection.execute(f"ATTACH '{place}' AS snapshot (READ_ONLY)")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection
