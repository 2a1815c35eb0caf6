"""A pick list on paper: one table per box in walking order, with room to write what was really taken."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from app.services.pick_list_reader import PickLineRow, PickListDetail
from app.services.printing.pdf_page import FONT, PdfPage

DESCRIPTION_LENGTH = 50
_WIDTH, _HEIGHT, _MARGIN = 215.9, 279.4, 10.0
_CELL_MARGIN = 1.0
_ROOM_FOR_A_BOX = 30.0
_HEADS = ("Location", "Part", "Description", "Expected", "Actual", "Used")
_HEAD_STYLE = FontFace(fill_color=(230, 230, 230))
"""A shade of grey: the font comes in one weight."""
_WIDTHS = (20, 16, 92, 20, 22, 22)


def pick_list_pdf(detail: PickListDetail, printed_at: datetime) -> bytes:
    """The list as a PDF document in US Letter; `printed_at` is in its head."""
    pdf = PdfPage(_WIDTH, _HEIGHT)
    pdf.set_creation_date(printed_at)
    pdf.set_margin(_MARGIN)
    pdf.c_margin = _CELL_MARGIN
    pdf.set_auto_page_break(auto=True, margin=15)
    pdf.add_page()
    _head(pdf, detail, printed_at)
    for _, rows in groupby(detail.lines, key=lambda row: row.line.location.box_id):
        _box(pdf, list(rows))
    return bytes(pdf.output())


def box_count(detail: PickListDetail) -> int:
    """How many boxes the list visits."""
    return len({row.line.location.box_id for row in detail.lines})


def _head(pdf: PdfPage, detail: PickListDetail, printed_at: datetime) -> None:
    row = detail.row
    pdf.set_title(f"Pick list {row.pick_list.id}")
    _line(pdf, f"Pick list {row.pick_list.id}: {row.kit_name}", size=16, height=9)
    facts = [
        f"Units: {row.pick_list.requested_units}, lines: {row.line_count}, {row.pick_list.status}",
        f"Made {row.pick_list.created_at:%Y-%m-%d %H:%M} UTC, printed {printed_at:%Y-%m-%d %H:%M} UTC",
    ]
    if row.pick_list.note:
        facts.append(row.pick_list.note)
    for fact in facts:
        _line(pdf, fact, size=10, height=5)


def _box(pdf: PdfPage, rows: Sequence[PickLineRow]) -> None:
    """Heading and table of one box; they start on a new page together when little room is left."""
    if pdf.will_page_break(_ROOM_FOR_A_BOX):
        pdf.add_page()
    box = rows[0].line.location.box
    place = [
        f"{name} {value}" for name in ("zone", "aisle", "bay", "level") if (value := getattr(box, name)) is not None
    ]
    where = f" ({', '.join(place)})" if place else ""
    pdf.ln(4)
    _line(pdf, f"#{box.box_no} - {box.description}{where}", size=12, height=7)
    pdf.set_font(FONT, size=9)
    alignment = ("LEFT", "LEFT", "LEFT", "RIGHT", "LEFT", "LEFT")
    with pdf.table(col_widths=_WIDTHS, text_align=alignment, headings_style=_HEAD_STYLE) as table:
        for cells in (_HEADS, *(_cells(row) for row in rows)):
            _fill(pdf, table.row(), cells)


def _cells(row: PickLineRow) -> tuple[str, ...]:
    line = row.line
    stands_in = "" if row.stands_in_for is None else f"for {row.stands_in_for}: "
    description = f"{stands_in}{line.part.description}"
    if len(description) > DESCRIPTION_LENGTH:
        description = f"{description[:DESCRIPTION_LENGTH].rstrip()}..."
    taken = "________" if line.quantity_picked is None else str(line.quantity_picked)
    return line.location.label, line.part.key, description, str(line.quantity_to_pick), taken, "________"


def _fill(pdf: PdfPage, row: object, cells: Iterable[str]) -> None:
    for cell in cells:
        row.cell(pdf.printable(cell))  # type: ignore[attr-defined]  # fpdf2 does not export the type of its rows


def _line(pdf: PdfPage, text: str, *, size: int, height: int) -> None:
    pdf.set_font(FONT, size=size)
    pdf.multi_cell(0, height, pdf.printable(text, len(text)), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
