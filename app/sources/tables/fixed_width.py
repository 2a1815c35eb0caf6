"""Text in fixed columns below a line of headings, tabs counted as stops, as Eagle writes bills of materials."""

import re
from collections.abc import Sequence

from app.domain.importing.sheet import SheetRow

_HEADING = re.compile(r"\b(Qty|Value|Device|Package(?: or Vendor-Nr\.)?|Parts?|Description)(?=\s|$)")
_GAP = re.compile(r"\s{3,}")
_TAB_STOPS = (8, 4, 2)
_FEWEST = 4


def is_fixed_width(text: str) -> bool:
    """Whether the first line that is not blank holds the headings."""
    line = _first_line(text)
    return not any(mark in line for mark in ",;|") and len(set(_HEADING.findall(line))) >= _FEWEST


def read_fixed_width(text: str) -> list[SheetRow]:
    """All lines cut where the headings begin; the tab stops are those with which the columns line up best."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    _, rows = max((_cut(lines, stops) for stops in _TAB_STOPS), key=lambda attempt: attempt[0])
    return rows


def _cut(lines: Sequence[tuple[int, str]], stops: int) -> tuple[int, list[SheetRow]]:
    """Rows, and how many column starts are preceded by a blank."""
    spread = [(number, line.expandtabs(stops)) for number, line in lines]
    starts = [match.start() for match in _HEADING.finditer(spread[0][1])]
    ends = [*starts[1:], None]
    fitting = sum(line[start - 1 : start].isspace() for _, line in spread for start in starts[1:])
    rows = [
        SheetRow(number, _pushed_back([line[start:end].strip() for start, end in zip(starts, ends, strict=True)]))
        for number, line in spread
    ]
    return fitting, rows


def _pushed_back(cells: list[str]) -> tuple[str, ...]:
    """A cell that one tab too many pushed into the next column goes back to its own."""
    for place in range(len(cells) - 1):
        if not cells[place]:
            parts = _GAP.split(cells[place + 1], maxsplit=1)
            if len(parts) == 2:
                cells[place], cells[place + 1] = parts
    return tuple(cells)


def _first_line(text: str) -> str:
    return next((line for line in text.splitlines() if line.strip()), "")
