"""What a dropped file is, told from its content alone; names and endings are not believed."""

import re
from enum import StrEnum

from app.sources.drops.core_dumps.reader import is_core_dump
from app.sources.drops.json_value import is_document
from app.sources.tables.decoding import decode
from app.sources.tables.delimited import find_separator

_JSON_LINE = re.compile(rb"(?m)^[ \t]*[{\[]")
_SAMPLE = 4096
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"
_SAVE_IT = "if it is a document, attach it to a part instead"
FOREIGN = {
    b"\x1f\x8b": "it is packed twice; pack it once",
    b"\x28\xb5\x2f\xfd": "it is packed twice; pack it once",
    b"PK\x03\x04": "it is a ZIP archive; drop the files in it one by one",
    b"\xe9": "it is a firmware image; drop its manifest (model, firmware_version, elf_sha256) instead",
    b"PGDMP": "it is a PostgreSQL dump; restore it into a database and read that as a foreign source",
    b"SQLite format 3\x00": "it is an SQLite database; export its tables as CSV",
    b"%PDF-": f"it is a PDF; {_SAVE_IT}",
    b"\x89PNG": f"it is a picture; {_SAVE_IT}",
    b"\xff\xd8\xff": f"it is a picture; {_SAVE_IT}",
    b"\x7fELF": "it is a program (ELF); drop the device's lines here",
    b"<": "it is XML or HTML; a PartKeepr export is imported with `binsight import partkeepr`",
}
"""First bytes of files that are not drops, and what to do with such a file."""


HEADS = ({"device", "ts"}, {"model", "firmware_version"})
"""Columns that a table must have to be one of devices, or of firmware."""


class Kind(StrEnum):
    """How a file is read."""

    EMPTY = "empty"
    NDJSON = "ndjson"
    CSV = "csv"
    PARQUET = "parquet"
    JSON = "json"
    CORE_DUMP = "core_dump"
    UNKNOWN = "unknown"


def as_utf8(content: bytes) -> bytes:
    """The bytes without a mark, UTF-16 with a mark turned into UTF-8.

    Raises:
        SourceFormatException: it carries the mark of UTF-16 and is none.
    """
    if content.startswith(_UTF16_MARKS):
        return decode(content, "the file").encode()
    return content.removeprefix(_UTF8_MARK)


def kind_of(content: bytes) -> Kind:
    """The kind of an unpacked file."""
    if not content.strip():
        return Kind.EMPTY
    if content.startswith(b"PAR1"):
        return Kind.PARQUET
    if is_core_dump(content):
        return Kind.CORE_DUMP
    if foreign_reason(content) is not None or b"\x00" in content[:_SAMPLE]:
        return Kind.UNKNOWN
    if _JSON_LINE.search(content):
        return Kind.JSON if is_document(content) else Kind.NDJSON
    return Kind.CSV if csv_header(content) is not None else Kind.UNKNOWN


def foreign_reason(content: bytes) -> str | None:
    """What a file is that is no drop, and what to do with it; None when nothing gives it away."""
    return next((reason for magic, reason in FOREIGN.items() if content.startswith(magic)), None)


def csv_header(content: bytes) -> tuple[str, list[str]] | None:
    """Separator and column names of a table with one of `HEADS`; None when it is no such table."""
    first = content.lstrip().split(b"\n", 1)[0][:_SAMPLE].decode("utf-8", errors="replace")
    separator = find_separator(first)
    if separator is None:
        return None
    columns = [column.strip().strip('"').lower() for column in first.split(separator)]
    return (separator, columns) if any(head <= set(columns) for head in HEADS) else None
