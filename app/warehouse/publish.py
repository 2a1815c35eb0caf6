"""Publish: an immutable snapshot beside the old ones, then one atomic switch.

Until the switch nothing that a reader sees has changed; a crash before it leaves a folder that the next publish
removes. Retention keeps the newest snapshots; the current one is never removed. A reader that holds an older file
keeps it: the operating system frees it when the reader closes it.
"""

import fcntl
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl

from app.contracts.base import Contract
from app.exceptions import InvalidOperationException
from app.warehouse.files import link_or_copy, sha256, write_text
from app.warehouse.layout import LakeLayout, table_files
from app.warehouse.manifest import FileEntry, Manifest, TableEntry, table_hash

UNFINISHED = ".unfinished"


def publish(
    layout: LakeLayout, contracts: Sequence[Contract], draft: Manifest, *, retention: int, ingest: Sequence[str] = ()
) -> Manifest:
    """Publish the work area's tables as snapshot `draft.id`; returns the complete manifest.

    `ingest` names the raw tables whose segments the next run starts from.

    Raises:
        InvalidOperationException: the disk is full or a table is missing; the old snapshot stays current.
    """
    with _alone(layout):
        _remove_unfinished(layout)
        folder = layout.snapshots / f"{draft.id}{UNFINISHED}"
        try:
            folder.mkdir(parents=True)
            tables = {c.table: _copy_table(layout, c.layer, c.asset_name, folder) for c in contracts}
            segments = {name: _copy_table(layout, "raw", name, folder) for name in ingest}
            manifest = replace(draft, tables=tables, ingest=segments)
            _build_warehouse(contracts, folder)
            write_text(json.dumps(manifest.as_json(), indent=1), folder / "manifest.json")
            folder.rename(layout.snapshot(draft.id))
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise InvalidOperationException(
                "publish", f"the lake could not be written ({error.strerror}); the snapshot before stays in force"
            ) from error
        write_text(json.dumps({"snapshot": draft.id}), layout.pointer)
        _apply_retention(layout, draft.id, retention)
        return manifest


@contextmanager
def _alone(layout: LakeLayout) -> Iterator[None]:
    """One publisher at a time; the lock dies with its process."""
    layout.root.mkdir(parents=True, exist_ok=True)
    with layout.lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _copy_table(layout: LakeLayout, layer: str, name: str, folder: Path) -> TableEntry:
    files = table_files(layout.work_table(layer, name))
    if not files:
        raise InvalidOperationException("publish", f"{layer}.{name} was never computed; run the whole pipeline")
    target = folder / layer / name
    target.mkdir(parents=True)
    for file in files:
        link_or_copy(file, target / file.name)
    copies = sorted(target.iterdir())
    entries = [FileEntry(str(copy.relative_to(folder)), sha256(copy), copy.stat().st_size) for copy in copies]
    rows = pl.scan_parquet(copies).select(pl.len()).collect().item()
    return TableEntry(rows, table_hash(entries), entries)


def _build_warehouse(contracts: Sequence[Contract], folder: Path) -> None:
    """All tables in one DuckDB file, with the contracts' words as comments."""
    connection = duckdb.connect(str(folder / "warehouse.duckdb"))
    try:
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
    finally:
        connection.close()


def _quoted(text: str) -> str:
    """A SQL string literal: comments take no parameters, and the text is a contract's own."""
    return "'" + text.replace("'", "''") + "'"


def _remove_unfinished(layout: LakeLayout) -> None:
    for folder in layout.snapshots.glob(f"*{UNFINISHED}"):
        shutil.rmtree(folder)


def _apply_retention(layout: LakeLayout, current: str, retention: int) -> None:
    published = sorted((path for path in layout.snapshots.iterdir() if path.is_dir()), reverse=True)
    for folder in published[retention:]:
        if folder.name != current:
            shutil.rmtree(folder)
