"""Publish: an immutable snapshot beside the old ones, then one atomic switch.

A snapshot follows the one that its run started from, and is published only while that one is in force: snapshots are
one line, in which each has seen all that those before it saw. Whoever comes too late is told, and runs again.

Until the switch nothing that a reader sees has changed; a crash before it leaves files that the next publish removes or
that nobody is pointed to. Retention keeps the newest snapshots, the one in force, and those that somebody reads.
"""

import shutil
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

import duckdb

from app.contracts.base import Contract
from app.exceptions import InvalidOperationException, SnapshotNotFoundException
from app.warehouse.files import count_rows, link_or_copy, make_durable, sha256, sync, write_text, written_or_said
from app.warehouse.lake import UNFINISHED, Lake, Pointer, as_lake, overtaken
from app.warehouse.layout import LakeLayout, table_files
from app.warehouse.manifest import FileEntry, Manifest, TableEntry, fingerprint, table_hash

WAREHOUSE_MEMORY = "1GB"
"""What the DuckDB file may take of memory while it is made; the rest of it goes to the disk meanwhile."""


def publish(
    place: Lake | LakeLayout | Path,
    contracts: Sequence[Contract],
    draft: Manifest,
    *,
    retention: int,
    ingest: Sequence[str] = (),
) -> Manifest:
    """Publish the work area's tables as snapshot `draft.id`, which follows `draft.follows`; returns the manifest.

    `ingest` names the raw tables whose segments the next run starts from.

    Raises:
        OvertakenException: another snapshot than `draft.follows` is in force.
        InvalidOperationException: the disk is full, or a table is missing; the old snapshot stays in force and nothing
            is left behind.
        ExternalServiceException: the object store does not answer.
    """
    lake = as_lake(place)
    with lake.publishing():
        was = lake.pointer()
        if (was.snapshot if was else None) != draft.follows:
            return _published_before(lake, was, draft)
        if draft.id in lake.ids():
            raise InvalidOperationException(f"publish snapshot {draft.id}", "there is one of that name already")
        _remove_unfinished(lake.layout)
        with ExitStack() as failed:
            failed.callback(lake.withdraw, draft.id)
            with written_or_said("publish", (OSError, duckdb.Error)):
                manifest = _build(lake.layout, contracts, draft, ingest)
                lake.add(manifest)
                lake.switch(draft.id, was)
            failed.pop_all()
        lake.retain(draft.id, retention)
        return manifest


def _published_before(lake: Lake, now: Pointer | None, draft: Manifest) -> Manifest:
    """The snapshot in force, if the same run put it there: a store may have switched although its answer was lost.

    Raises:
        OvertakenException: another run did.
    """
    with suppress(SnapshotNotFoundException):
        if now is not None and (manifest := lake.manifest(now.snapshot)).run_id == draft.run_id:
            return manifest
    raise overtaken(f"publish snapshot {draft.id}", now)


def _build(layout: LakeLayout, contracts: Sequence[Contract], draft: Manifest, ingest: Sequence[str]) -> Manifest:
    """The whole snapshot in its folder on this machine, durable, and its manifest."""
    folder = layout.snapshots / f"{draft.id}{UNFINISHED}"
    folder.mkdir(parents=True)
    tables = {c.table: _copy_table(layout, c.layer, c.asset_name, folder) for c in contracts}
    segments = {name: _copy_table(layout, "raw", name, folder) for name in ingest}
    _build_warehouse(contracts, folder)
    manifest = replace(
        draft,
        tables=tables,
        ingest=segments,
        contracts={contract.table: fingerprint(contract) for contract in contracts},
        warehouse=_entry(folder / "warehouse.duckdb", folder),
    )
    write_text(manifest.as_text(), folder / "manifest.json")
    make_durable(folder)
    folder.rename(layout.snapshot(draft.id))
    sync(layout.snapshots)
    return manifest


def _copy_table(layout: LakeLayout, layer: str, name: str, folder: Path) -> TableEntry:
    files = table_files(layout.work_table(layer, name))
    if not files:
        raise InvalidOperationException("publish", f"{layer}.{name} was never computed; run the whole pipeline")
    target = folder / layer / name
    target.mkdir(parents=True)
    for file in files:
        link_or_copy(file, target / file.name)
    copies = sorted(target.iterdir())
    entries = [_entry(copy, folder) for copy in copies]
    return TableEntry(count_rows(copies), table_hash(entries), entries)


def _entry(file: Path, folder: Path) -> FileEntry:
    return FileEntry(str(file.relative_to(folder)), sha256(file), file.stat().st_size)


def _build_warehouse(contracts: Sequence[Contract], folder: Path) -> None:
    """All tables in one DuckDB file, with the contracts' words as comments."""
    connection = duckdb.connect(str(folder / "warehouse.duckdb"), config={"memory_limit": WAREHOUSE_MEMORY})
    try:
        connection.begin()  # hundreds of statements, which would go to the disk one by one
        for layer in dict.fromkeys(contract.layer for contract in contracts):
            connection.execute(f"CREATE SCHEMA {layer}")
        for contract in contracts:
            files = [str(path) for path in sorted((folder / contract.layer / contract.asset_name).iterdir())]
            relation = connection.read_parquet(files)
            relation.create(contract.table)
            connection.execute(f"COMMENT ON TABLE {contract.table} IS {_quoted(contract.description)}")
            for column in contract.columns:
                comment = column.description + (f" [{column.unit}]" if column.unit else "")
                connection.execute(f"COMMENT ON COLUMN {contract.table}.{column.name} IS {_quoted(comment)}")
        connection.commit()
    finally:
        connection.close()


def _quoted(text: str) -> str:
    """A SQL string literal: comments take no parameters, and the text is a contract's own."""
    return "'" + text.replace("'", "''") + "'"


def _remove_unfinished(layout: LakeLayout) -> None:
    """What publishers left that were killed."""
    for folder in layout.snapshots.glob(f"*{UNFINISHED}"):
        shutil.rmtree(folder)
