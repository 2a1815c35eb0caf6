"""How much a table may hold before it is refused instead of read."""

from app.domain.importing.sheet import Sheet, SheetRow
from app.exceptions import PayloadTooLargeException

MAX_BYTES = 64 * 1024 * 1024
MAX_UNPACKED_BYTES = 256 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 500
MAX_CELLS = 5_000_000
MAX_CELL = 32_767
"""Longest text of a cell, as in spreadsheets."""


def bounded_sheet(name: str, rows: list[SheetRow]) -> Sheet:
    """The rows that are not blank.

    Raises:
        PayloadTooLargeException: too many rows or columns, or a cell that is too long; names the first.
    """
    if len(rows) > MAX_ROWS:
        raise PayloadTooLargeException(f"{name} holds {len(rows)} rows; at most {MAX_ROWS} are read. Split it")
    for row in rows:
        if len(row.cells) > MAX_COLUMNS:
            cause = f"has {len(row.cells)} columns; at most {MAX_COLUMNS} are read. Check its separator"
            raise PayloadTooLargeException(f"{name} row {row.number} {cause}")
        if any(len(cell) > MAX_CELL for cell in row.cells):
            raise PayloadTooLargeException(f"{name} row {row.number} holds a cell of more than {MAX_CELL} characters")
    return Sheet(name, tuple(row for row in rows if not row.is_blank))
