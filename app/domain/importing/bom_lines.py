"""A bill of materials as lines: which designators, how many, of what. Designators count where they are given."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from app.domain.importing import cells
from app.domain.importing.columns import Column, ReadTable
from app.domain.importing.part_columns import shop_of
from app.domain.importing.records import Remark
from app.exceptions import ValidationException

MAX_RANGE = 1000
_RANGE = re.compile(r"([A-Za-z]+)(\d{1,5})\s*[-–]\s*([A-Za-z]*)(\d{1,5})")
_BETWEEN = re.compile(r"[,;\s]+")
_YES = frozenset({"dnp", "dnf", "dns", "1", "x", "yes", "y", "true", "do not populate"})


@dataclass(frozen=True)
class BomLine:
    """One line; `where` names its row. A text that is not given is empty."""

    where: str
    designators: tuple[str, ...]
    quantity: int
    value: str = ""
    package: str = ""
    code: str = ""
    manufacturer: str = ""
    seller: str = ""
    sku: str = ""
    description: str = ""

    @property
    def label(self) -> str:
        """What a person calls the line."""
        return self.value or self.code or self.description or self.sku or ", ".join(self.designators[:3])


@dataclass
class Bom:
    """All lines of a file and what had to be said while reading it."""

    name: str
    columns: tuple[Column, ...] = ()
    lines: list[BomLine] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def remark(self, where: str, message: str, severity: str, field_name: str | None = None) -> None:
        """Note something that a person should know."""
        self.remarks.append(Remark(where, field_name, message, severity))


def read_lines(table: ReadTable) -> Bom:
    """All rows as lines; a row that cannot be read becomes a remark of severity error."""
    table = _with_quantity_by_count(table) if table.header_row is None else table
    bom = Bom(table.name, table.columns)
    left = [
        c.header for c in table.columns if c.field is None and any(_cell(row.cells, c.position) for row in table.rows)
    ]
    if left:
        bom.remark(table.name, f"left out because nothing says what they mean: {', '.join(left)}", "info")
    for row, record in table.records():
        try:
            _add(bom, f"row {row.number}", record, table)
        except ValidationException as error:
            header = table.header_of(error.field) if error.field else None
            bom.remark(f"row {row.number}", error.message, "error", header or error.field)
    _note_repeated_designators(bom)
    return bom


def split_designators(text: str) -> tuple[str, ...]:
    """`R1, R2;R3 R5-R7` in order; a range stands for all between its ends.

    Raises:
        ValidationException: a range that ends before it begins, or is absurdly long.
    """
    spread = _RANGE.sub(_spread, text)
    return tuple(word for word in _BETWEEN.split(spread.strip()) if word)


def _add(bom: Bom, where: str, record: dict[str, str], table: ReadTable) -> None:
    given = {name: "" if cells.is_nothing(text) else " ".join(text.split()) for name, text in record.items()}
    told = [name for name in ("designators", "value", "name", "code", "sku", "description") if given.get(name)]
    if not told:
        if any(given.values()):
            bom.remark(where, "the row names neither a designator nor a part; it was left out", "warning")
        return
    if given.get("dnp", "").lower() in _YES:
        bom.remark(where, f"{given.get('designators') or 'the line'} is not to be fitted; it was left out", "info")
        return
    designators = split_designators(given.get("designators", ""))
    quantity = _quantity(bom, where, given, designators, table)
    sku = given.get("sku", "")
    line = BomLine(
        where,
        designators,
        quantity,
        value=given.get("value") or given.get("name", ""),
        package=given.get("package", ""),
        code=given.get("code", ""),
        manufacturer=given.get("manufacturer", ""),
        seller=given.get("seller") or (shop_of(table.header_of("sku") or "") or "" if sku else ""),
        sku=sku,
        description=given.get("description", ""),
    )
    bom.lines.append(line)


def _quantity(bom: Bom, where: str, given: dict[str, str], designators: tuple[str, ...], table: ReadTable) -> int:
    stated = cells.whole(given.get("quantity", ""), "quantity")
    if designators:
        if stated is not None and stated != len(designators):
            message = f"it says {stated} and names {len(designators)} designators; {len(designators)} are taken"
            bom.remark(where, message, "warning", table.header_of("quantity"))
        return len(designators)
    if stated == 0:
        raise ValidationException("the quantity is 0; remove the row or write how many are needed", field="quantity")
    if stated is None:
        bom.remark(where, "neither a quantity nor designators are given; 1 is taken", "warning", "quantity")
    return stated or 1


def _with_quantity_by_count(table: ReadTable) -> ReadTable:
    """Without a header, the column that counts the designators is the quantity, and the first free one the value."""
    place = next((c.position for c in table.columns if c.field == "designators"), None)
    if place is None:
        return table
    counts = [len(_BETWEEN.split(_cell(row.cells, place).strip(" ,;"))) for row in table.rows]
    counting = next(
        (
            c.position
            for c in table.columns
            if [_cell(row.cells, c.position) for row in table.rows] == [str(count) for count in counts]
        ),
        None,
    )
    columns = [replace(c, field=None) if c.field == "quantity" else c for c in table.columns]
    if counting is not None:
        columns[counting] = replace(columns[counting], field="quantity", confidence=0.7)
    free = (
        c
        for c in columns
        if c.field is None and not all(cells.is_whole(_cell(r.cells, c.position)) for r in table.rows)
    )
    value = next(free, None)
    if value is not None and not any(c.field == "value" for c in columns):
        columns[value.position] = replace(value, field="value", confidence=0.5)
    return replace(table, columns=tuple(columns))


def _cell(row: tuple[str, ...], position: int) -> str:
    return row[position].strip() if position < len(row) else ""


def _note_repeated_designators(bom: Bom) -> None:
    counts = Counter(designator for line in bom.lines for designator in line.designators)
    repeated = sorted(designator for designator, count in counts.items() if count > 1)
    if repeated:
        message = f"{', '.join(repeated[:8])} come more than once; every mention is counted"
        bom.remark(bom.name, message, "warning", "designators")


def _spread(match: re.Match[str]) -> str:
    letters, first, again, last = match[1], int(match[2]), match[3], int(match[4])
    if again and again != letters:
        return match[0]
    if not first <= last < first + MAX_RANGE:
        raise ValidationException(f"'{match[0]}' is not a range of designators such as R1-R4", field="designators")
    return " ".join(f"{letters}{number}" for number in range(first, last + 1))
