"""Guessing what the columns of a foreign table mean, from their headers and what is below them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.importing.sheet import Sheet, SheetRow

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DIGIT = re.compile(r"\d")
_NOT_WORD = re.compile(r"[\W_]+")
_HEADER_SEARCH = 20
_SAMPLE_ROWS = 500
_CONTAINED = 0.6
"""Confidence when a header holds a known name among other words."""
SURE = 0.5
"""Guesses below this are shown and not taken."""


@dataclass(frozen=True)
class Field:
    """A field a column may hold: known header names, best first, and what its cells must look like."""

    name: str
    headers: tuple[str, ...]
    looks_right: Callable[[str], bool] | None = None
    least_share: float = 0.5
    least_filled: float = 0.0
    can_be_part_of: bool = True
    is_telling: bool = True
    """Cells of this look are taken for the field even without a header."""


@dataclass(frozen=True)
class Column:
    """A column of a table: its header (made unique), and the field it is taken for."""

    position: int
    header: str
    field: str | None
    confidence: float


@dataclass(frozen=True)
class ReadTable:
    """A table whose header was found; `header_row` is None when it has none."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[SheetRow, ...]
    header_row: int | None

    def with_mapping(self, mapping: Mapping[str, str]) -> "ReadTable":
        """The table with columns named by hand: header to field, an empty field leaves the column out."""
        fields = {column.header: mapping.get(column.header, column.field or "") for column in self.columns}
        columns = tuple(
            Column(c.position, c.header, fields[c.header] or None, 1.0 if c.header in mapping else c.confidence)
            for c in self.columns
        )
        return ReadTable(self.name, columns, self.rows, self.header_row)

    def records(self) -> list[tuple[SheetRow, dict[str, str]]]:
        """Rows with their cells by field."""
        placed = [(column.position, column.field) for column in self.columns if column.field]
        return [
            (row, {name: row.cells[position].strip() for position, name in placed if position < len(row.cells)})
            for row in self.rows
        ]

    def header_of(self, field: str) -> str | None:
        """The header of the column that is taken for a field."""
        return next((column.header for column in self.columns if column.field == field), None)


def read_columns(sheet: Sheet, fields: Sequence[Field]) -> ReadTable:
    """Find the header among the first rows (titles above it are left out) and guess every column."""
    place = _find_header(sheet.rows, fields)
    width = max((len(row.cells) for row in sheet.rows), default=0)
    if place is None:
        rows = sheet.rows
        headers = [f"column {number}" for number in range(1, width + 1)]
    else:
        rows = sheet.rows[place + 1 :]
        given = sheet.rows[place].cells
        headers = [*given, *[""] * (width - len(given))]
    guesses = _guess(headers, rows, fields, with_headers=place is not None)
    headers = _unique(headers)
    columns = tuple(Column(n, header, *guesses.get(n, (None, 0.0))) for n, header in enumerate(headers))
    return ReadTable(sheet.name, columns, rows, None if place is None else sheet.rows[place].number)


def normalised(header: str) -> str:
    """`MFR Part #` is `mfr part`, `ComponentName` is `component name`."""
    return _NOT_WORD.sub(" ", _HUMP.sub(" ", header)).strip().lower()


def header_confidence(header: str, field: Field) -> float:
    """How sure a header alone makes us of a field: 1 for its best name, less for others and for longer headers."""
    words = normalised(header)
    for rank, name in enumerate(field.headers):
        if words == name:
            return 1.0 - 0.01 * rank
    if not field.can_be_part_of:
        return 0.0
    padded = f" {words} "
    for rank, name in enumerate(field.headers):
        if f" {name} " in padded:
            return _CONTAINED - 0.01 * rank
    return 0.0


def _find_header(rows: Sequence[SheetRow], fields: Sequence[Field]) -> int | None:
    """The first row that holds two known names, or one and nothing that looks like data."""
    for place, row in enumerate(rows[:_HEADER_SEARCH]):
        filled = [cell for cell in row.cells if cell.strip()]
        known = {f.name for cell in filled for f in fields if header_confidence(cell, f) > 0.9}
        is_alone = len(filled) == 1 and len(row.cells) > 1
        if len(known) >= 2 or (known and not is_alone and not any(map(_DIGIT.search, filled))):
            return place
    return 0 if _stands_out(rows) else None


def _stands_out(rows: Sequence[SheetRow]) -> bool:
    """Whether the first row holds different words without digits above a column of mostly numbers or codes."""
    first, below = rows[0].cells, rows[1:_SAMPLE_ROWS]
    if len(set(first)) < len(first) or not all(cell.strip() for cell in first) or any(map(_DIGIT.search, first)):
        return False
    with_digits = [
        sum(_DIGIT.search("".join(row.cells[n : n + 1])) is not None for row in below) for n in range(len(first))
    ]
    return max(with_digits, default=0) * 2 > len(below) > 0


def _guess(
    headers: Sequence[str], rows: Sequence[SheetRow], fields: Sequence[Field], *, with_headers: bool
) -> dict[int, tuple[str, float]]:
    """The best pairs of column and field, each used once; ties go to the fuller, then the leftmost column."""
    pairs = []
    rows = rows[:_SAMPLE_ROWS]
    for position, header in enumerate(headers):
        cells = [cell for row in rows if position < len(row.cells) and (cell := row.cells[position].strip())]
        for field in fields:
            sure = _confidence(header, cells, len(rows), field, with_headers=with_headers)
            if sure > 0:
                pairs.append((-sure, -len(cells), position, field.name))
    taken: dict[int, tuple[str, float]] = {}
    used: set[str] = set()
    for negative, _, position, name in sorted(pairs):
        if position not in taken and name not in used and -negative >= SURE:
            taken[position] = (name, round(-negative, 2))
            used.add(name)
    return taken


def _confidence(header: str, cells: Sequence[str], rows: int, field: Field, *, with_headers: bool) -> float:
    share = _share(cells, field)
    if not with_headers:
        # Without a header only cells of an unmistakable look tell what they are.
        return 0.7 * share if field.looks_right is not None and field.is_telling and share >= 0.8 else 0.0
    sure = header_confidence(header, field)
    if sure == 0 or (cells and share < field.least_share) or len(cells) < field.least_filled * rows:
        return 0.0
    return sure


def _share(cells: Sequence[str], field: Field) -> float:
    if not cells:
        return 0.0
    if field.looks_right is None:
        return 1.0
    return sum(map(field.looks_right, cells)) / len(cells)


def _unique(headers: Sequence[str]) -> list[str]:
    """Headers without white space around them; a repeated one is numbered, an empty one named by its place."""
    seen: dict[str, int] = {}
    unique = []
    for number, header in enumerate(headers, start=1):
        name = " ".join(header.split()) or f"column {number}"
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return unique
