"""Labels on their sheets."""

from collections.abc import Sequence

from app.domain.labels.label import CodeStyle, Label
from app.domain.labels.sheet import LabelSheet, places
from app.exceptions import ValidationException
from app.services.printing.codes import draw, encode
from app.services.printing.pdf_page import Area, PdfPage, line_height

_PADDING = 1.5
_GAP = 1.0
_NARROWEST_MODULE = 0.19
"""Millimetres; what hand scanners and office printers manage for bars (7.5 mil)."""
_BARS_SHARE = 0.3
_BARS_HIGHEST = 12.0
_LARGEST_SQUARE = 30.0
_TEXT_SIZE = 7.5


def print_labels(labels: Sequence[Label], sheet: LabelSheet, code: CodeStyle, *, skip: int = 0) -> bytes:
    """A PDF of labels; the first `skip` places of the first page stay free, for sheets that were begun.

    Raises:
        ValidationException: the bars of a code would be too narrow for a scanner on these labels.
    """
    pdf = PdfPage(sheet.page_width, sheet.page_height)
    for label, (begins_page, x, y) in zip(labels, places(sheet, len(labels), skip), strict=True):
        if begins_page:
            pdf.add_page()
        _Frame(pdf, x, y, sheet.label_width, sheet.label_height).draw(label, code)
    return bytes(pdf.output())


class _Frame:
    """What is still free of one label; codes take their share first, text fills the rest."""

    def __init__(self, pdf: PdfPage, x: float, y: float, width: float, height: float) -> None:
        self._pdf = pdf
        self._x, self._y = x + _PADDING, y + _PADDING
        self._width, self._height = width - 2 * _PADDING, height - 2 * _PADDING

    def draw(self, label: Label, code: CodeStyle) -> None:
        for kind in () if code == "none" else code.split("+"):
            if kind == "code128":
                self._bars(label)
            else:
                self._square(label, kind)
        self._text(label)

    def _square(self, label: Label, kind: str) -> None:
        """At the left, its own quiet zone included."""
        side = min(self._height, self._width * 0.45, _LARGEST_SQUARE)
        middle = self._y + (self._height - side) / 2
        draw(self._pdf, encode(kind, label.code), Area(self._x, middle, side, side))
        self._x += side + _GAP
        self._width -= side + _GAP

    def _bars(self, label: Label) -> None:
        """At the foot, as wide as what is left."""
        bars = encode("code128", label.code)
        if self._width / bars.modules < _NARROWEST_MODULE:
            raise ValidationException(
                f"The bars of {label.code} would be too narrow to be scanned on this label; choose a larger label or "
                "another code",
                field="code",
            )
        height = min(self._height * _BARS_SHARE, _BARS_HIGHEST)
        width = min(self._width, bars.modules * 2 * _NARROWEST_MODULE)
        draw(self._pdf, bars, Area(self._x, self._y + self._height - height, width, height))
        self._height -= height + _GAP

    def _text(self, label: Label) -> None:
        size = min(self._height * 0.42 / 0.405, 30.0)  # points of a line that takes 42 % of the height
        taken = self._pdf.put_line(label.heading, self._below(0, self._height), size)
        for number, line in enumerate(label.lines):
            others = (len(label.lines) - number - 1) * line_height(_TEXT_SIZE)  # each gets a line at least
            share = max(line_height(_TEXT_SIZE), self._height - taken - others)
            if share > self._height - taken:
                return
            taken += self._pdf.put_text(line, self._below(taken, share), _TEXT_SIZE)

    def _below(self, taken: float, height: float) -> Area:
        return Area(self._x, self._y + taken, self._width, height)
