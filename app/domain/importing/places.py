"""Where the rows of a table say that parts lie: our own labels (`7-3`), or names of places that become boxes."""

import re
from collections import defaultdict
from hashlib import sha256

from app.domain.catalogue.box_grid import MAX_CAPACITY
from app.domain.importing import cells
from app.domain.importing.records import BoxRecord, SourceData, StockRecord
from app.domain.stock.location_label import parse_label
from app.exceptions import ValidationException

NOWHERE = "Imported without a place"
_STEPS = re.compile(r"\s*(?:->|➤)\s*")
_LABEL = re.compile(r"\d{1,6}\s*-\s*\d{1,4}")
_MAX_REF = 200


class Places:
    """Collects stock of rows, and the boxes it needs."""

    def __init__(self, data: SourceData) -> None:
        self._data = data
        self._first: dict[str, str] = {}
        self._paths: dict[str, set[str]] = defaultdict(set)
        self._numbered: dict[int, int] = {}
        self._nowhere = 0

    def add(self, where: str, part: str, record: dict[str, str], header: str | None) -> None:
        """Take over the quantity of a row and its place.

        Raises:
            ValidationException: the quantity is not a whole number, or the label names an impossible slot.
        """
        try:
            quantity = cells.whole(record.get("quantity", ""), "quantity")
        except ValidationException as error:
            self._data.remark(where, error.message, "error", header)
            return
        place = record.get("location", "")
        if quantity is None or (quantity == 0 and not place):
            return
        if _LABEL.fullmatch(place):
            box_no, loc_no = parse_label(place)
            self._numbered[box_no] = max(self._numbered.get(box_no, 1), loc_no)
            self._first.setdefault(str(box_no), where)
            self._data.stock.append(StockRecord(where, part, str(box_no), loc_no, quantity, ()))
        elif quantity:
            self._put(where, part, self._box_of(place, part), quantity)

    def finish(self) -> None:
        """Add the boxes that the stock lies in."""
        for number, highest in sorted(self._numbered.items()):
            where = self._first[str(number)]
            self._data.boxes.append(BoxRecord(where, str(number), f"Box {number}", highest, number, only_named=True))
        for path, parts in self._paths.items():
            self._data.boxes.append(
                BoxRecord(self._first[path], path, path[:255], len(parts), external_ref=_reference(path))
            )
        if self._nowhere:
            message = f"{self._nowhere} rows name no place; their stock went into boxes called '{NOWHERE}'"
            self._data.remark("location", message, "warning", "location")

    def _box_of(self, place: str, part: str) -> str:
        """The name of the box; a full one is followed by another."""
        name = " / ".join(_STEPS.split(place)) if place else NOWHERE
        self._nowhere += not place
        number = 1
        path = name
        while len(self._paths[path]) >= MAX_CAPACITY and part not in self._paths[path]:
            number += 1
            path = f"{name} ({number})"
        return path

    def _put(self, where: str, part: str, path: str, quantity: int) -> None:
        self._first.setdefault(path, where)
        self._paths[path].add(part)
        self._data.stock.append(StockRecord(where, part, path, None, quantity, ()))


def _reference(path: str) -> str:
    ref = f"place:{path}"
    return ref if len(ref) <= _MAX_REF else f"place:{sha256(path.encode('utf-8', 'replace')).hexdigest()}"
