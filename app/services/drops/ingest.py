"""Reads the files below `drops/` that were not read before into the lake's growing raw tables.

What was read is what the snapshot in force says was read: a run that ends before its publish is as if it never was.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from app.contracts.raw.object_store import DROP_FILES, REJECTED_LINES
from app.contracts.registry import RAW_DROPS
from app.domain.fleet.drops import PREFIX, files_to_read
from app.exceptions import RecordNotFoundException
from app.services.object_store import ObjectStore
from app.sources.drops.reader import PARSER_VERSION, DropContent, Problem, read_drop
from app.sources.object_listing import listing_frame
from app.warehouse.files import write_parquet, written_or_said
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest
from app.warehouse.segments import TAIL, merge_small, segment_end, segment_name, start_from_published

CHUNK_ROWS = 500_000
"""Rows after which a segment is written, so that memory does not grow with the number of files."""
FILES, PROBLEMS = DROP_FILES.name, REJECTED_LINES.name
SCHEMAS = {contract.name: contract.schema for contract in RAW_DROPS}
_Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class IngestReport:
    """How many files are there and how many were read now; rows and problems in these."""

    listed: int
    read: int
    rows: int
    problems: int


class DropIngest:
    """One run's reading of the dropped files."""

    def __init__(self, objects: ObjectStore, layout: LakeLayout, published: Manifest | None, max_bytes: int) -> None:
        self._objects = objects
        self._layout = layout
        self._published = published
        self._max_bytes = max_bytes

    def run(self, replays: pl.DataFrame) -> IngestReport:
        """Bring the raw tables up to date; `replays` is a frame of `REPLAYS`.

        Raises:
            ExternalServiceException: the object store fails; nothing counts as read then.
            InvalidOperationException: the lake cannot be written.
        """
        with _written():
            folders = {name: start_from_published(self._layout, name, self._published) for name in SCHEMAS}
        listing = listing_frame((o.key, o.size, o.etag, o.last_modified) for o in self._objects.list(PREFIX))
        known = _read_table(folders[FILES], FILES)
        is_folder = pl.col("key").str.ends_with("/") & (pl.col("size") == 0)  # as browsers of buckets make them
        wanted = files_to_read(listing.filter(~is_folder), known, replays, PARSER_VERSION)
        read_no = max((segment_end(path) for folder in folders.values() for path in folder.iterdir()), default=1)
        counts = dict.fromkeys(SCHEMAS, 0)
        for number, rows in enumerate(self._chunks(wanted, read_no)):
            for name, found in rows.items():
                if found:
                    _write(found, name, folders[name] / segment_name(read_no, read_no + 1, number))
                counts[name] += len(found)
        for name, folder in folders.items():
            with _written():
                merge_small(folder)
            if not any(folder.iterdir()):
                _write([], name, folder / TAIL)
        rows_read = sum(counts.values()) - counts[FILES] - counts[PROBLEMS]
        return IngestReport(listing.height, counts[FILES], rows_read, counts[PROBLEMS])

    def _chunks(self, wanted: pl.DataFrame, read_no: int) -> Iterator[_Rows]:
        """Rows of the wanted files by table, many files at a time."""
        rows: _Rows = {name: [] for name in SCHEMAS}
        for file in wanted.iter_rows(named=True):
            read = self._read(file)
            if read is not None:
                _collect(rows, *read, read_no)
            if sum(map(len, rows.values())) > CHUNK_ROWS:
                yield rows
                rows = {name: [] for name in SCHEMAS}
        if rows[FILES]:
            yield rows

    def _read(self, file: dict[str, Any]) -> tuple[dict[str, Any], DropContent] | None:
        """A file and what it holds; None when it is gone since it was listed.

        One that was replaced since has the tag and size of what was read, or it would count as read once what was
        listed is put back.
        """
        if file["size"] > self._max_bytes:
            limit = f"the limit is {self._max_bytes / 1048576:.0f} MB (BINSIGHT_MAX_DROP_BYTES)"
            reason = f"it is {file['size'] / 1048576:.0f} MB, {limit}; split it, or raise the limit and replay it"
            return file, DropContent(problems=[Problem(0, reason, "")])
        try:
            content, etag = self._objects.read(file["key"])
        except RecordNotFoundException:
            return None
        found = read_drop(content, file["key"], file["last_modified"], max_bytes=self._max_bytes)
        return file | {"etag": etag, "size": len(content)}, found


def _written() -> AbstractContextManager[None]:
    return written_or_said("take in what was dropped")


def _collect(rows: _Rows, file: dict[str, Any], content: DropContent, read_no: int) -> None:
    origin = {"key": file["key"], "read_no": read_no}
    facts = {name: file[name] for name in ("etag", "size", "replay")}
    facts |= {"arrived_at": file["last_modified"], "kind": content.kind.value, "parser_version": PARSER_VERSION}
    rows[FILES].append(origin | facts)
    rows[PROBLEMS] += [origin | {"line": p.line, "reason": p.reason, "excerpt": p.excerpt} for p in content.problems]
    for name, found in content.rows.items():
        rows[name] += [origin | row for row in found]


def _read_table(folder: Path, name: str) -> pl.DataFrame:
    paths = sorted(folder.glob("*.parquet"))
    return pl.read_parquet(paths) if paths else pl.DataFrame(schema=SCHEMAS[name])


def _write(rows: list[dict[str, Any]], name: str, path: Path) -> None:
    write_parquet(pl.DataFrame(rows, schema=SCHEMAS[name]), path)
