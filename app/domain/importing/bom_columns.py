"""The fields of a bill of materials, the headers by which programs call them, and what a placement file looks like."""

import re

from app.domain.importing.cells import is_whole
from app.domain.importing.columns import Field, normalised
from app.domain.importing.part_columns import SHOPS
from app.domain.importing.sheet import Sheet

_DESIGNATORS = re.compile(r"[A-Za-z]{1,4}\d{1,5}[A-Za-z]?([\s,;]+[A-Za-z]{1,4}\d{1,5}[A-Za-z]?)*[\s,;]*")
_PACKAGE = re.compile(
    r"\b(0201|0402|0603|0805|1206|1210|2512)\b|SOT|SOIC|SSOP|Q?FN|QFP|DIP|SOD|Pin(Header|Socket)|_\d{4}Metric"
)
_LCSC = re.compile(r"C\d{4,8}")
_ACROSS = {"mid x", "pos x", "posx", "midx", "center x", "ref x", "x", "x mm", "location x"}
_ROTATED = {"rotation", "rot", "angle", "orientation"}
_TOP_ROWS = 20


def is_designators(cell: str) -> bool:
    """`R1, R2` and the like."""
    return _DESIGNATORS.fullmatch(cell.strip()) is not None


BOM_FIELDS: tuple[Field, ...] = (
    Field(
        "designators",
        ("designator", "designators", "reference", "references", "reference s", "ref des", "refdes", "parts", "part",
         "reference designator", "references designators", "ref"),
        is_designators, least_share=0, can_be_part_of=False,
    ),
    Field(
        "quantity",
        ("quantity", "qty", "quantity per pcb", "qty per board", "qnty", "count", "amount", "quantity per unit"),
        is_whole, can_be_part_of=False,
    ),
    Field("value", ("value", "comment", "val", "value s"), can_be_part_of=False),
    Field(
        "name", ("name", "item", "part name", "component"),
        lambda cell: not is_whole(cell), can_be_part_of=False, is_telling=False,
    ),
    Field(
        "package",
        ("footprint", "package", "package or vendor nr", "case", "case package", "package case", "footprint package"),
        lambda cell: _PACKAGE.search(cell) is not None, least_share=0,
    ),
    Field(
        "code",
        ("mpn", "manufacturer part number", "manufacturer part", "mfr part", "mfr part number", "mfg pn", "mfr pn",
         "mfg part number", "part num", "part number", "manufacturer pn", "mfr no"),
    ),
    Field("manufacturer", ("manufacturer", "mfr", "mfg", "manufacturer name", "vendor name"), can_be_part_of=False),
    Field("seller", ("supplier", "vendor", "distributor", "seller", "supplier name"), can_be_part_of=False),
    Field(
        "sku",
        ("supplier part", "supplier part number", "order code", "order number", "sku", "spn", "vendor part number",
         *(shop.lower() for shop in SHOPS)),
        lambda cell: _LCSC.fullmatch(cell) is not None, least_share=0,
    ),
    Field("description", ("description", "desc", "notes", "note", "remarks"), can_be_part_of=False),
    Field("dnp", ("dnp", "do not populate", "do not place", "dnf", "dns", "not fitted"), can_be_part_of=False),
)  # fmt: skip


def is_placement(sheet: Sheet) -> bool:
    """Whether the file says where parts go on a board: coordinates and a rotation among its headers."""
    for row in sheet.rows[:_TOP_ROWS]:
        names = {normalised(cell) for cell in row.cells}
        if len(row.cells) == 1:  # KiCad's own, separated by blanks
            names = {normalised(word) for word in row.cells[0].split()}
        names |= {name.replace(" ", "") for name in names}
        if names & _ACROSS and names & _ROTATED:
            return True
    return False
