"""Reader of bills of materials: KiCad, JLCPCB, EasyEDA, Eagle and whatever else writes a table of them."""

from pathlib import Path

from app.domain.importing.bom_columns import BOM_FIELDS, is_placement
from app.domain.importing.bom_lines import Bom, read_lines
from app.domain.importing.columns import read_columns
from app.exceptions import SourceFormatException
from app.sources.tables.table_file import read_table

_NAMING = ("designators", "value", "name", "code", "sku", "description")


def read_bom(path: Path) -> Bom:
    """All lines of a bill of materials; a row that cannot be read becomes a remark of severity error.

    Raises:
        SourceFormatException: not a table, a placement file, or no column that names parts.
        PayloadTooLargeException: larger than the limits.
    """
    sheet = read_table(path)
    if is_placement(sheet):
        raise SourceFormatException(
            path.name,
            "it is a placement (pick-and-place) file: it says where parts go on the board, not what is needed",
            "Import the bill of materials that lies beside it",
        )
    table = read_columns(sheet, BOM_FIELDS)
    if not any(table.header_of(field) for field in _NAMING):
        headers = ", ".join(column.header for column in table.columns[:8])
        raise SourceFormatException(
            path.name, f"no column holds designators or names of parts (columns: {headers})", "Check that it is a BOM"
        )
    bom = read_lines(table)
    if not bom.lines and not bom.remarks:
        raise SourceFormatException(path.name, "it has no lines", "Check that it is the right file")
    return bom
