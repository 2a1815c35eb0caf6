"""Sheets of labels as they are sold, in millimetres; a label roll is a sheet of one."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class LabelSheet:
    """A page of `columns` x `rows` labels; pitch is from one label's edge to the same edge of the next."""

    name: str
    title: str
    page_width: float
    page_height: float
    columns: int
    rows: int
    label_width: float
    label_height: float
    left: float = 0.0
    top: float = 0.0
    pitch_x: float = 0.0
    pitch_y: float = 0.0

    @property
    def per_page(self) -> int:
        """Labels on one page."""
        return self.columns * self.rows

    def place(self, index: int) -> tuple[float, float]:
        """Left and top edge of a label on its page, counted from 0, row by row."""
        row, column = divmod(index % self.per_page, self.columns)
        return self.left + column * self.pitch_x, self.top + row * self.pitch_y


def places(sheet: LabelSheet, count: int, skip: int = 0) -> Iterator[tuple[bool, float, float]]:
    """For each label: whether it begins a page, and where it goes; the first `skip` places are left free."""
    for number in range(count):
        index = skip + number
        yield number == 0 or index % sheet.per_page == 0, *sheet.place(index)


SHEETS = {
    sheet.name: sheet
    for sheet in (
        LabelSheet("a4-65", "A4, 65 labels of 38 x 21 mm (L7651)", 210, 297, 5, 13, 38.1, 21.2, 4.7, 10.7, 40.6, 21.2),
        LabelSheet("a4-24", "A4, 24 labels of 64 x 34 mm (L7159)", 210, 297, 3, 8, 63.5, 33.9, 7.2, 12.9, 66.0, 33.9),
        LabelSheet("a4-8", "A4, 8 labels of 99 x 68 mm (L7165)", 210, 297, 2, 4, 99.1, 67.7, 4.7, 13.1, 101.6, 67.7),
        LabelSheet(
            "letter-30",
            "Letter, 30 labels of 67 x 25 mm (5160)",
            215.9,
            279.4,
            3,
            10,
            66.7,
            25.4,
            4.8,
            12.7,
            69.8,
            25.4,
        ),
        LabelSheet("roll-62x29", "Roll, 62 x 29 mm (DK-11209)", 62, 29, 1, 1, 62, 29),
        LabelSheet("roll-54x25", "Roll, 54 x 25 mm (11352)", 54, 25, 1, 1, 54, 25),
    )
}
"""By name; the first is the default."""
