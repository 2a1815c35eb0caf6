"""The lines of a file as numbered records, one function a kind; a line that is none keeps its number and reason."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

from app.sources.drops.kinds import csv_header
from app.sources.tables.decoding import decode

MAX_LINE_BYTES = 1024 * 1024
_KEPT = 500
_NUMBERS = ("uptime_s", "image_bytes")


@dataclass(frozen=True)
class Line:
    """One line: its number from 1, its beginning as text, and the record in it or why there is none."""

    number: int
    excerpt: str
    record: Any = None
    reason: str | None = None


def excerpt_of(raw: bytes) -> str:
    """The kept beginning of a line or file."""
    return raw[:_KEPT].decode("utf-8", errors="replace").replace("\x00", "\ufffd")


def ndjson_lines(content: bytes) -> Iterator[Line]:
    """One JSON value a line; blank lines are passed over."""
    for number, raw in enumerate(content.splitlines(), start=1):
        if not raw.strip():
            continue
        try:
            yield Line(number, excerpt_of(raw), _parsed(raw))
        except (ValueError, RecursionError) as error:
            yield Line(number, excerpt_of(raw), reason=_reason(error))


def _reason(error: ValueError | RecursionError) -> str:
    """Why a line holds no record, in words of whoever has to mend it."""
    if isinstance(error, json.JSONDecodeError):
        found = error.msg.removesuffix(" at")
        return f"it is not JSON: {found[:1].lower()}{found[1:]}, at character {error.pos + 1}"
    if isinstance(error, UnicodeDecodeError):
        return f"it is not UTF-8 text, from byte {error.start + 1} on; store it as UTF-8"
    if isinstance(error, RecursionError):
        return "it is not a record: lists in lists, too deep to read"
    return str(error)


def _parsed(raw: bytes) -> Any:
    if len(raw) > MAX_LINE_BYTES:
        raise ValueError(f"the line is longer than {MAX_LINE_BYTES:,} bytes")
    return json.loads(raw)


def csv_lines(content: bytes) -> Iterator[Line]:
    """Rows below one of `HEADS`; empty cells are missing values, digits of `uptime_s` and `image_bytes` numbers.

    Raises:
        SourceFormatException: it is no text.
    """
    header = csv_header(content)
    assert header is not None  # noqa: S101 - only files with such a head are of this kind
    separator, columns = header
    reader = csv.reader(StringIO(decode(content.lstrip(), "the file"), newline=""), delimiter=separator)
    next(reader)
    number = reader.line_num
    try:
        for cells in reader:
            number += 1
            if any(cells):
                yield _csv_line(number, separator.join(cells), columns, cells)
            number = reader.line_num
    except csv.Error as error:
        yield Line(number + 1, "", reason=f"the table cannot be read from here on ({error})")


def _csv_line(number: int, text: str, columns: list[str], cells: list[str]) -> Line:
    excerpt = excerpt_of(text.encode("utf-8", errors="replace"))
    if len(cells) > len(columns):
        return Line(number, excerpt, reason=f"it has {len(cells)} cells under {len(columns)} heads")
    record: dict[str, Any] = {name: cell.strip() or None for name, cell in zip(columns, cells, strict=False)}
    for name in _NUMBERS:
        value = record.get(name)
        if value is not None and value.isascii() and value.isdigit():
            record[name] = int(value)
    return Line(number, excerpt, record)
