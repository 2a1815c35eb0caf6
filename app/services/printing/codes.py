"""Codes that scanners read, drawn as rectangles so that they are sharp at any size."""

from dataclasses import dataclass
from typing import Any

import zxingcpp

from app.services.printing.pdf_page import Area, PdfPage

_FORMATS = {
    "qr": zxingcpp.BarcodeFormat.QRCode,
    "datamatrix": zxingcpp.BarcodeFormat.DataMatrix,
    "code128": zxingcpp.BarcodeFormat.Code128,
}
QUIET = {"qr": 4, "datamatrix": 1, "code128": 10}
"""Modules that must stay free on each side."""


@dataclass(frozen=True)
class CodeMatrix:
    """Rows of modules, True is black; a 1D code has one row."""

    kind: str
    rows: tuple[tuple[bool, ...], ...]

    @property
    def modules(self) -> int:
        """Width in modules, with the quiet zones."""
        return len(self.rows[0]) + 2 * QUIET[self.kind]


def encode(kind: str, text: str) -> CodeMatrix:
    """The modules of a code; `kind` is `qr`, `datamatrix` or `code128`."""
    barcode = zxingcpp.create_barcode(text, _FORMATS[kind])
    image: Any = barcode.to_image(scale=1, add_quiet_zones=False)  # a buffer, which its type does not say
    pixels: Any = memoryview(image).tolist()
    rows = tuple(tuple(value == 0 for value in row) for row in pixels)
    return CodeMatrix(kind, rows[:1] if kind == "code128" else rows)


def draw(pdf: PdfPage, code: CodeMatrix, area: Area) -> None:
    """Fill the area with the code, quiet zones left and right included (above and below too in 2D)."""
    quiet = QUIET[code.kind]
    module = area.width / code.modules
    above = 0 if code.kind == "code128" else quiet * module
    step = (area.height - 2 * above) / len(code.rows)
    pdf.set_fill_color(0)
    for number, row in enumerate(code.rows):
        for start, length in _runs(row):
            left, top = area.x + (quiet + start) * module, area.y + above + number * step
            pdf.rect(left, top, length * module, step, style="F")


def _runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Start and length of each stretch of black modules."""
    edges = [
        place for place, (before, now) in enumerate(zip((False, *row), (*row, False), strict=True)) if before != now
    ]
    return [(start, end - start) for start, end in zip(edges[::2], edges[1::2], strict=True)]
