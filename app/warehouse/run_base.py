"""What a run starts from: the snapshot that was in force when the first of its steps looked.

Every step of the run is given the same one, whatever others publish meanwhile. Its publish is possible only while that
snapshot is still in force, so that nothing which another run has seen is lost from what is carried on.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import polars as pl
import structlog

from app.contracts.base import Contract
from app.exceptions import InvalidOperationException, SnapshotNotFoundException
from app.warehouse.files import write_text
from app.warehouse.lake import Lake, overtaken, require_nothing_lost
from app.warehouse.manifest import FileEntry, Manifest

_log = structlog.get_logger()


class RunBase:
    """The base of one run, noted in the work area, which belongs to one run at a time.

    A step that is run again finds the note; a run of another id replaces it. Every method raises `OvertakenException`
    when the base was removed after another run had published.
    """

    def __init__(self, lake: Lake, run_id: str) -> None:
        self._lake = lake
        self._run_id = run_id

    def fix(self) -> str | None:
        """Id of the base, None when nothing was published yet; a step calls it before it looks at its source.

        Raises:
            InvalidOperationException: the lake has lost what says which snapshot is in force; to begin from nothing
                would lose what only its snapshots know.
        """
        note = self._lake.layout.base
        noted = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
        if noted.get("run_id") != self._run_id:
            pointer = self._lake.pointer()
            if pointer is None:
                require_nothing_lost(self._lake)
            noted = {"run_id": self._run_id, "snapshot": pointer.snapshot if pointer else None}
            write_text(json.dumps(noted), note)
        return None if noted["snapshot"] is None else str(noted["snapshot"])

    def manifest(self) -> Manifest | None:
        """Manifest of the base; None when nothing was published yet."""
        base = self.fix()
        if base is None:
            return None
        with self._there(base):
            return self._lake.manifest(base)

    def with_segments(self) -> Manifest | None:
        """The manifest, with the raw segments of the base on this machine; None when nothing was published yet."""
        manifest = self.manifest()
        if manifest is not None:
            self._bring(manifest, [file for table in manifest.ingest.values() for file in table.files])
        return manifest

    def frame(self, contract: Contract) -> pl.DataFrame | None:
        """A table of the base, to carry on, with nothing in columns that came since.

        None when it has none of that name and version, or other columns and types, which the log tells.
        """
        manifest = self.manifest()
        if manifest is None or contract.table not in manifest.tables:
            return None
        files = manifest.tables[contract.table].files
        self._bring(manifest, files)
        folder = self._lake.layout.snapshot(manifest.id)
        stored = pl.read_parquet([folder / file.path for file in files])
        frame = _with_new_columns(stored, contract)
        if frame.schema == contract.schema:
            return frame
        _log.warning("a table is not carried on", table=contract.table, snapshot=manifest.id, columns=stored.columns)
        return None

    def _bring(self, manifest: Manifest, files: Sequence[FileEntry]) -> None:
        with self._there(manifest.id):
            self._lake.bring(manifest, files)

    @contextmanager
    def _there(self, base: str) -> Iterator[None]:
        """Retention takes no snapshot that is in force: a base that is gone was followed by another."""
        try:
            yield
        except SnapshotNotFoundException as error:
            now = self._lake.pointer()
            if now is not None and now.snapshot == base:
                cause = "it is in force and its files are gone; `binsight snapshot ID --restore` puts another in force"
                raise InvalidOperationException(f"carry on snapshot {base}", cause) from error
            raise overtaken(f"carry on snapshot {base}", now) from error


def _with_new_columns(frame: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """The frame with the columns that its contract got since, which may be empty, in their places."""
    new = [pl.lit(None, c.dtype).alias(c.name) for c in contract.columns if c.nullable and c.name not in frame.columns]
    wider = frame.with_columns(new)
    return wider.select(contract.schema.names()) if set(wider.columns) == set(contract.schema) else frame
