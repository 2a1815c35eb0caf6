"""One door to all tables: what a file is is found out from its content, never from its name."""

from pathlib import Path

from app.domain.importing.sheet import Sheet, SheetRow
from app.exceptions import PayloadTooLargeException, SourceFormatException
from app.sources.tables.decoding import decode
from app.sources.tables.delimited import find_separator, read_delimited
from app.sources.tables.fixed_width import is_fixed_width, read_fixed_width
from app.sources.tables.limits import MAX_BYTES, bounded_sheet
from app.sources.tables.workbook import SIGNATURE, read_workbook


def read_table(path: Path) -> Sheet:
    """The rows of a CSV, TSV, fixed-column or XLSX file.

    Raises:
        SourceFormatException: no such file, empty, or not a table.
        PayloadTooLargeException: larger than the limits.
    """
    if not path.is_file():
        raise SourceFormatException(path.name, "there is no such file", "Check the path")
    if path.stat().st_size > MAX_BYTES:
        raise PayloadTooLargeException(f"{path.name} is larger than {MAX_BYTES // 1048576} MB; split it")
    return parse_table(path.read_bytes(), path.name)


def parse_table(content: bytes, name: str) -> Sheet:
    """The rows of a file's content.

    Raises:
        As `read_table`.
    """
    rows = read_workbook(content, name) if content.startswith(SIGNATURE) else _text_rows(decode(content, name), name)
    sheet = bounded_sheet(name, rows)
    if not sheet.rows:
        raise SourceFormatException(name, "it holds no rows", "Check that it is the right file")
    return sheet


def _text_rows(text: str, name: str) -> list[SheetRow]:
    if is_fixed_width(text):
        return read_fixed_width(text)
    return read_delimited(text, find_separator(text) or ",", name)
