"""Reads one dropped file: its rows by raw table, and what could not be read with its reason."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from app.exceptions import BinsightError
from app.sources.drops.core_dumps.reader import CORE_DUMPS, read_core_dump
from app.sources.drops.document import document_lines
from app.sources.drops.kinds import Kind, as_utf8, foreign_reason, kind_of
from app.sources.drops.lines import Line, csv_lines, excerpt_of, ndjson_lines
from app.sources.drops.parquet_lines import parquet_lines
from app.sources.drops.records import read_record
from app.sources.drops.unpacking import unpack

PARSER_VERSION = 4
"""Raised when the same bytes would be read differently; every file that is still there is then read again."""
MAX_PROBLEMS = 1000
"""Lines kept of one file's problems; the others are counted."""
_LINES: Mapping[Kind, Callable[[bytes], Iterator[Line]]] = MappingProxyType(
    {Kind.NDJSON: ndjson_lines, Kind.CSV: csv_lines, Kind.PARQUET: parquet_lines, Kind.JSON: document_lines}
)


@dataclass(frozen=True)
class Problem:
    """What could not be read: a line, or with 0 the file or its rest."""

    line: int
    reason: str
    excerpt: str


@dataclass
class DropContent:
    """What a file holds: rows by raw table and problems in line order, the file's own last.

    Every row has its `line`, but for that of a core dump, which is its whole file.

    A file has at most one problem of its own.
    """

    kind: Kind = Kind.UNKNOWN
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    problems: list[Problem] = field(default_factory=list)


def read_drop(content: bytes, key: str, arrived_at: datetime, *, max_bytes: int) -> DropContent:
    """Read a file of at most `max_bytes`, before and after unpacking; nothing in it may be dated after it arrived.

    `key` is where it lies; only of a core dump, which names no device, does it tell more than the content.
    """
    found = DropContent()
    data = content
    try:
        unpacked = unpack(content, max_bytes)
        data = as_utf8(unpacked.data)
        found.kind = kind_of(data)
        reasons = [unpacked.problem] if unpacked.problem else []
        if found.kind in _LINES:
            reasons = _read_lines(_LINES[found.kind](data), arrived_at, found) + reasons
        elif found.kind is Kind.CORE_DUMP and not reasons:
            found.rows[CORE_DUMPS].append(read_core_dump(data, key, arrived_at))
        elif not reasons:
            reasons = [_reason(found.kind, data)]
        if reasons:
            found.problems.append(Problem(0, "; ".join(reasons), excerpt_of(data)))
    except BinsightError as error:
        found.rows.clear()
        found.problems = [Problem(0, error.message, excerpt_of(data))]
    return found


def _read_lines(lines: Iterator[Line], arrived_at: datetime, found: DropContent) -> list[str]:
    """Sort lines into rows and problems; returns what is to be said about the file as a whole."""
    further = 0
    for line in lines:
        try:
            table, row = _read_line(line, arrived_at)
            found.rows[table].append(row)
        except ValueError as error:
            if len(found.problems) < MAX_PROBLEMS:
                found.problems.append(Problem(line.number, str(error), line.excerpt))
            else:
                further += 1
    return [f"{further:,} further lines could not be read"] if further else []


def _read_line(line: Line, arrived_at: datetime) -> tuple[str, dict[str, Any]]:
    if line.reason is not None:
        raise ValueError(line.reason)
    table, row = read_record(line.record, arrived_at)
    return table, row | {"line": line.number}


def _reason(kind: Kind, content: bytes) -> str:
    if kind is Kind.EMPTY:
        return "it is empty; send it again"
    heads = "CSV with the columns device and ts, or model and firmware_version"
    return foreign_reason(content) or f"it is none of NDJSON, JSON, Parquet, a core dump, and {heads}"
