"""XLSX workbooks: the first sheet that holds anything. What would unpack into too much is refused before it is read."""

import re
import zipfile
import zlib
from io import BytesIO

import fastexcel

from app.domain.importing.formula import unmark
from app.domain.importing.sheet import SheetRow
from app.exceptions import PayloadTooLargeException, SourceFormatException
from app.sources.tables.limits import MAX_CELLS, MAX_UNPACKED_BYTES

SIGNATURE = b"PK\x03\x04"
_REFERENCE = re.compile(rb"\br=[\"']([A-Za-z]{0,3})(\d{1,10})[\"']")
_MAX_MEMBERS = 2000


def read_workbook(content: bytes, name: str) -> list[SheetRow]:
    """All rows as texts; empty cells are empty texts.

    Raises:
        SourceFormatException: not a workbook, encrypted, or broken.
        PayloadTooLargeException: it would unpack into too much.
    """
    _refuse_bombs(content, name)
    try:
        book = fastexcel.read_excel(content)
        for position in range(len(book.sheet_names)):
            sheet = book.load_sheet(position, header_row=None, skip_rows=0, dtypes="string")
            if sheet.height and sheet.width:
                return _rows(sheet)
    except (fastexcel.FastExcelError, ValueError) as error:
        raise _broken(name) from error
    return []


def _rows(sheet: fastexcel.ExcelSheet) -> list[SheetRow]:
    records = sheet.to_polars().rows()
    return [
        SheetRow(number, tuple("" if cell is None else unmark(cell) for cell in cells))
        for number, cells in enumerate(records, start=1)
    ]


def _refuse_bombs(content: bytes, name: str) -> None:
    """Unpack every member once within bounds (directories lie), and look how far its cells reach.

    Two cells in opposite corners make the reader allocate all that lies between them.
    """
    left = MAX_UNPACKED_BYTES
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if len(archive.infolist()) > _MAX_MEMBERS:
                raise _too_large(name)
            for info in archive.infolist():
                with archive.open(info) as file:
                    member = file.read(left + 1)
                left -= len(member)
                if left < 0 or (info.filename.endswith(".xml") and _reach(member) > MAX_CELLS):
                    raise _too_large(name)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as error:
        raise _broken(name) from error


def _reach(xml: bytes) -> int:
    """Cells of the rectangle up to the furthest reference."""
    rows = columns = 1
    for letters, digits in _REFERENCE.findall(xml):
        rows = max(rows, int(digits))
        if letters:
            columns = max(columns, _column_number(letters))
    return rows * columns


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _too_large(name: str) -> PayloadTooLargeException:
    return PayloadTooLargeException(f"{name} would unpack into more than is read; save only the sheet that matters")


def _broken(name: str) -> SourceFormatException:
    return SourceFormatException(name, "it is not a workbook that can be read", "Save it as XLSX without a password")
