"""Delimited text: the separator is the one that gives most rows the same number of columns."""

import csv
from collections import Counter
from io import StringIO
from itertools import islice

from app.domain.importing.formula import unmark
from app.domain.importing.sheet import SheetRow
from app.exceptions import SourceFormatException
from app.sources.tables.limits import MAX_ROWS

SEPARATORS = (",", ";", "\t", "|")
_SAMPLE_ROWS = 200
_CUT_OFF = "unexpected end of data"


def find_separator(text: str) -> str | None:
    """The separator of a text; None when no line is separated by any."""
    scored = {separator: _evenness(text, separator) for separator in SEPARATORS}
    best = max(scored, key=lambda separator: scored[separator])
    return best if scored[best] > 0 else None


def read_delimited(text: str, separator: str, name: str) -> list[SheetRow]:
    """All records; a quoted field may hold line ends.

    Raises:
        SourceFormatException: a quoted field does not end, or a field is absurdly long.
    """
    try:
        records = _parse(text, separator, strict=True)
    except csv.Error as error:
        if _CUT_OFF in str(error):
            raise SourceFormatException(
                name, "a quoted field does not end", "The file may be cut off; export it again"
            ) from error
        records = _parse_loosely(text, separator, name)
    return [SheetRow(number, tuple(map(unmark, cells))) for number, cells in enumerate(records, start=1)]


def _parse(text: str, separator: str, *, strict: bool) -> list[list[str]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=strict)
    # One more than is read in the end, so that the limit's own sentence is said.
    return list(islice(reader, MAX_ROWS + 1))


def _parse_loosely(text: str, separator: str, name: str) -> list[list[str]]:
    """For quotes inside quoted fields that were not doubled."""
    try:
        return _parse(text, separator, strict=False)
    except csv.Error as error:
        raise SourceFormatException(
            name, f"it cannot be read as a table ({error})", "Check that it is the right file"
        ) from error


def _evenness(text: str, separator: str) -> float:
    """Share of rows with the usual number of columns, a little more for more columns; 0 for a single column."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    try:
        widths = Counter(len(cells) for cells in islice(reader, _SAMPLE_ROWS) if cells)
    except csv.Error:
        return 0
    width, rows = max(widths.items(), key=lambda entry: (entry[1], entry[0]), default=(1, 0))
    if width == 1:
        # One-cell rows may be titles above a table of a few rows.
        width, rows = max(((w, n) for w, n in widths.items() if w > 1), key=lambda e: (e[1], e[0]), default=(1, 0))
    return rows / widths.total() * (1 - 1 / width) if width > 1 else 0
