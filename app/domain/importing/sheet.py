"""A table as a foreign file shows it: rows of texts, numbered as a spreadsheet numbers them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SheetRow:
    """One row; `number` counts from 1 and includes titles and headers."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Nothing but white space."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """All rows of a file that are not blank."""

    name: str
    rows: tuple[SheetRow, ...]
