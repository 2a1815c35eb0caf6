"""Reading published snapshots: find, open, query, verify. Writes nothing but a lost pointer."""

import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import duckdb
import polars as pl
from polars import selectors

from app.exceptions import QueryException, SnapshotNotFoundException
from app.warehouse.connection import connect
from app.warehouse.lake import Lake, as_lake, require_nothing_lost, restore
from app.warehouse.leases import take_lease
from app.warehouse.manifest import Manifest
from app.warehouse.verify import verify

_UTC = selectors.datetime(time_zone="*").dt.convert_time_zone("UTC")
"""DuckDB names the zone Etc/UTC; the contracts say UTC."""

_ROWS = [duckdb.ExpectedResultType.QUERY_RESULT]
_TRIES = 5
"""How often the pointer is followed again when its snapshot was replaced and removed in between."""

Parameters = Mapping[str, Any] | Sequence[Any] | None


class Snapshot:
    """One open snapshot; safe to use from several threads, each query on a cursor of its own.

    The lease keeps its files until the last holder of this object lets go of it.
    """

    def __init__(self, manifest: Manifest, warehouse: Path, lease: IO[str] | None = None) -> None:
        self.id = manifest.id
        self.manifest = manifest
        self._lease = lease
        self._connection = connect(warehouse)

    def query(self, sql: str, parameters: Parameters = None) -> pl.DataFrame:
        """Run one read-only statement over `core.*` and `marts.*`.

        Raises:
            QueryException: the statement is not valid, is more than one, wants something that readers may not do, or
                returns a type that no column here can hold.
        """
        cursor = self._connection.cursor()
        try:
            cursor.execute("USE snapshot")
            statements = cursor.extract_statements(sql)
            if not statements or statements[-1].expected_result_type != _ROWS:
                raise QueryException("Only queries that return rows are possible here; the snapshot never changes")
            if sum(statement.expected_result_type == _ROWS for statement in statements) > 1:
                raise QueryException("These are several queries; ask one at a time")  # a PIVOT is two statements
            return cursor.execute(sql, parameters).pl().with_columns(_UTC)  # `sql()` hands rows over ten times slower
        except duckdb.Error as error:
            raise QueryException(str(error)) from error
        except pl.exceptions.PolarsError as error:
            raise QueryException(
                f"The answer has a column that cannot be read ({error}). Cast it, such as CAST(x AS VARCHAR)"
            ) from error
        finally:
            cursor.close()


class SnapshotStore:
    """The snapshots of one lake: a folder of this machine, or a lake of another kind."""

    def __init__(self, lake: Path | Lake) -> None:
        self._lake = as_lake(lake)
        self._open: dict[str, Snapshot] = {}
        self._lock = threading.Lock()

    def current_id(self) -> str | None:
        """Id of the snapshot in force; None when nothing was published yet."""
        pointer = self._lake.pointer()
        return pointer.snapshot if pointer else None

    def manifests(self) -> list[Manifest]:
        """Manifests of all kept snapshots, newest first; one that is removed meanwhile is left out."""
        found = []
        for snapshot_id in sorted(self._lake.ids(), reverse=True):
            with suppress(SnapshotNotFoundException):
                found.append(self._lake.manifest(snapshot_id))
        return found

    def manifest(self, snapshot_id: str) -> Manifest:
        """Manifest of one snapshot.

        Raises:
            SnapshotNotFoundException: there is no such snapshot.
        """
        return self._lake.manifest(snapshot_id)

    def open(self, snapshot_id: str | None = None) -> Snapshot:
        """The named snapshot, or the one in force; opened once and kept. Retention leaves it alone while it is held.

        Raises:
            SnapshotNotFoundException: nothing was published yet, or there is no such snapshot.
            InvalidOperationException: the lake has lost what says which one is in force.
        """
        if snapshot_id is not None:
            return self._opened(snapshot_id)
        for _ in range(_TRIES):
            current = self._current()  # where nothing was published, looking again finds nothing either
            with suppress(SnapshotNotFoundException):
                return self._opened(current)
        return self._opened(self._current())

    def _current(self) -> str:
        current = self.current_id()
        if current is None:
            require_nothing_lost(self._lake)
            raise SnapshotNotFoundException
        return current

    def _opened(self, snapshot_id: str) -> Snapshot:
        with self._lock:
            if snapshot_id not in self._open:
                manifest = self._lake.manifest(snapshot_id)
                layout = self._lake.layout
                self._lake.bring(manifest, [manifest.warehouse] if manifest.warehouse else [])
                lease = take_lease(layout.manifest(snapshot_id))
                self._open = {snapshot_id: Snapshot(manifest, layout.warehouse(snapshot_id), lease)}
            return self._open[snapshot_id]

    def restore(self, snapshot_id: str) -> None:
        """Put a snapshot in force in a lake that has lost its pointer; see `lake.restore`."""
        restore(self._lake, snapshot_id)

    def verify(self, snapshot_id: str) -> list[str]:
        """Hash every file again, and count the rows of the DuckDB file; returns what does not match, in words.

        The lake's own files come first: what is damaged there is not fetched, and copies here cannot make up for it.

        Raises:
            SnapshotNotFoundException: there is no such snapshot.
        """
        manifest = self._lake.manifest(snapshot_id)
        if wrong := self._lake.unlike_published(manifest):
            return wrong
        self._lake.bring(manifest, manifest.files)
        return verify(manifest, self._lake.layout)
