"""What lies in a box, slot by slot, to be put into its lid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.labels.label import Label
from app.services.box_reader import SlotContents
from app.services.printing.codes import draw, encode
from app.services.printing.pdf_page import Area, PdfPage

_WIDTH, _HEIGHT, _MARGIN = 210.0, 297.0, 15.0
_ROW = 6.0
_HEAD = 24.0
_SIZE = 9.0
_COLUMNS = (("Slot", 20.0), ("Part", 18.0), ("Description", 120.0), ("Pieces", 22.0))


@dataclass(frozen=True)
class _Row:
    cells: tuple[str, str, str, str]
    begins_slot: bool


def print_contents(title: Label, slots: Sequence[SlotContents], printed_at: datetime) -> bytes:
    """A PDF with a line per part, empty and locked slots named; A4, as many pages as it takes."""
    pdf = PdfPage(_WIDTH, _HEIGHT)
    rows = [row for slot in slots for row in _rows(slot)]
    first, other = _capacity(is_first=True), _capacity(is_first=False)
    pages = [rows[:first], *(rows[start : start + other] for start in range(first, len(rows), other))]
    for number, chunk in enumerate(pages):
        pdf.add_page()
        top = _head(pdf, title) if number == 0 else _MARGIN
        _table(pdf, chunk, top)
        foot = f"{title.heading} · as of {printed_at:%Y-%m-%d %H:%M} UTC · page {number + 1} of {len(pages)}"
        pdf.put_line(foot, Area(_MARGIN, _HEIGHT - 12, _WIDTH - 2 * _MARGIN, 5), 7.5)
    return bytes(pdf.output())


def _capacity(*, is_first: bool) -> int:
    room = _HEIGHT - 2 * _MARGIN - _ROW - (_HEAD if is_first else 0)
    return int(room / _ROW)


def _head(pdf: PdfPage, title: Label) -> float:
    width = _WIDTH - 2 * _MARGIN - 25
    y = _MARGIN + pdf.put_line(title.heading, Area(_MARGIN, _MARGIN, width, _HEAD), 22)
    pdf.put_text(" · ".join(title.lines), Area(_MARGIN, y, width, 10), 10)
    draw(pdf, encode("qr", title.code), Area(_WIDTH - _MARGIN - 22, _MARGIN - 3, 22, 22))
    return _MARGIN + _HEAD


def _table(pdf: PdfPage, rows: Sequence[_Row], top: float) -> None:
    _cells(pdf, tuple(name for name, _ in _COLUMNS), top)
    for number, row in enumerate(rows):
        y = top + (number + 1) * _ROW
        if row.begins_slot or number == 0:
            pdf.set_draw_color(150)
            pdf.set_line_width(0.15)
            pdf.line(_MARGIN, y, _WIDTH - _MARGIN, y)
            _cells(pdf, row.cells, y)
        else:
            _cells(pdf, ("", *row.cells[1:]), y)


def _cells(pdf: PdfPage, cells: Sequence[str], y: float) -> None:
    x = _MARGIN
    for (name, width), cell in zip(_COLUMNS, cells, strict=True):
        indent = width - 2 - _width(pdf, cell) if name == "Pieces" else 0.0
        pdf.put_line(cell, Area(x + max(0.0, indent), y + 1.2, width - 2, _ROW), _SIZE, smallest=7)
        x += width


def _width(pdf: PdfPage, text: str) -> float:
    pdf.set_font_size(_SIZE)
    return float(pdf.get_string_width(text))


def _rows(slot: SlotContents) -> list[_Row]:
    if not slot.parts:
        return [_Row((slot.location, "", "locked, takes no new stock" if slot.is_locked else "empty", ""), True)]
    return [
        _Row((slot.location, part.part_key, part.description, f"{part.quantity:,}"), number == 0)
        for number, part in enumerate(slot.parts)
    ]
