"""A PDF with one readable font, and text that fits whatever it says."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont

FONT = "dejavu"
_FONT_FILE = Path(__file__).parent / "fonts" / "DejaVuSansCondensed.ttf"
_MISSING = "□"
_POINT_MM = 25.4 / 72
_LINE = 1.15
"""Distance of lines, in font sizes."""


@dataclass(frozen=True)
class Area:
    """A rectangle of a page in millimetres, from its top left corner."""

    x: float
    y: float
    width: float
    height: float


class PdfPage(FPDF):
    """Measures in millimetres; pages are added by whoever draws."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__(unit="mm", format=(width, height))
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.c_margin = 0
        self.add_font(FONT, fname=str(_FONT_FILE))
        self.set_font(FONT, size=8)
        font = self.fonts[FONT]
        self._known = font.cmap if isinstance(font, TTFFont) else {}

    def printable(self, text: str, most: int = 400) -> str:
        """`text` on one line with characters that have a shape in the font, at most `most` of them."""
        one_line = " ".join(text[: most * 4].split())
        shown = (char for char in unicodedata.normalize("NFC", one_line) if not _is_invisible(char))
        return "".join(char if ord(char) in self._known else _MISSING for char in shown)[:most]

    def put_line(self, text: str, area: Area, size: float, *, smallest: float = 5) -> float:
        """Write one line at the top of an area, smaller when it is too long and cut when that is not enough.

        Returns the height it took.
        """
        shown = self.printable(text)
        while size > smallest and self._width(shown, size) > area.width:
            size -= 0.25
        self._write(self._cut(shown, area.width, size), area.x, area.y, size)
        return line_height(size)

    def put_text(self, text: str, area: Area, size: float) -> float:
        """Write text in as many lines of one size as the area holds; the last is cut where more would follow.

        Returns the height it took.
        """
        step = line_height(size)
        left = self.printable(text)
        room = int(area.height / step + 1e-6)
        self._width("", size)
        for number in range(room):
            line, left = (left, "") if number == room - 1 else self._first_line(left, area.width)
            self._write(self._cut(line, area.width, size), area.x, area.y + number * step, size)
            if not left:
                return (number + 1) * step
        return room * step

    def _first_line(self, text: str, width: float) -> tuple[str, str]:
        """As many words as fit, or as many letters of a word that is wider than the line; and what is left."""
        if self.get_string_width(text) <= width:
            return text, ""
        fits = 1
        while fits < len(text) and self.get_string_width(text[: fits + 1]) <= width:
            fits += 1
        space = text.rfind(" ", 0, fits + 1)
        end = space if space > 0 else fits
        return text[:end], text[end:].lstrip()

    def _cut(self, text: str, width: float, size: float) -> str:
        if self._width(text, size) <= width:
            return text
        while text and self._width(text + "…", size) > width:
            text = text[:-1]
        return text.rstrip() + "…"

    def _width(self, text: str, size: float) -> float:
        self.set_font(FONT, size=size)
        return float(self.get_string_width(text))

    def _write(self, text: str, x: float, y: float, size: float) -> None:
        self.set_font(FONT, size=size)
        self.text(x, y + size * _POINT_MM * 0.93, text)


def line_height(size: float) -> float:
    """Millimetres from one line to the next in a font of `size` points."""
    return size * _POINT_MM * _LINE


def _is_invisible(char: str) -> bool:
    """Control, direction, joining and half characters, which have no shape of their own."""
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"}
