"""Reader of the predecessor's folder of JSON files.

History rows become movements at their own time (without a zone, UTC): additions `receive`, removals `use`, because the
predecessor recorded no reason.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.domain.importing import fields
from app.domain.importing.records import (
    BoxRecord,
    HistoryLine,
    KitRecord,
    OfferRecord,
    PartRecord,
    SellerRecord,
    SourceData,
    StockRecord,
)
from app.domain.stock.location_label import parse_label
from app.exceptions import SourceFormatException, ValidationException
from app.sources.json_file import list_of_objects, load_json
from app.sources.predecessor_lists import read_lists

REQUIRED = ("parts.json", "boxes.json")
PART_TEXTS = (
    "manufacturer_code", "description", "manufacturer", "product_page", "package", "pin_pitch", "voltage_rating",
    "input_voltage", "output_voltage", "mounting_type", "series", "dimensions",
)  # fmt: skip


def read_folder(folder: Path) -> SourceData:
    """All records of the folder; a row that cannot be read becomes a remark of severity error.

    Raises:
        SourceFormatException: the folder or a file is not what it should be.
    """
    if not folder.is_dir():
        raise SourceFormatException(folder.name, "it is not a folder", "Give the folder that holds parts.json")
    missing = [name for name in REQUIRED if not (folder / name).is_file()]
    if missing:
        lacks = f"there is no {' and no '.join(missing)} in it"
        raise SourceFormatException(folder.name, lacks, "Give the folder with the predecessor's JSON files")
    data = SourceData("predecessor")
    reader = _Reader(folder, data)
    for step in (reader.boxes, reader.parts, reader.sellers, reader.kits, reader.stock, reader.lists):
        step()
    return data


class _Reader:
    """One pass over the files of a folder."""

    def __init__(self, folder: Path, data: SourceData) -> None:
        self._folder = folder
        self._data = data

    def boxes(self) -> None:
        for where, row in self._rows("boxes.json"):
            with self._row(where):
                number = fields.whole(row, "box_no", minimum=1)
                description = fields.text(row, "description", required=True) or ""
                capacity = fields.whole(row, "capacity", minimum=1)
                self._data.boxes.append(BoxRecord(where, str(number), description, capacity, number=number))

    def parts(self) -> None:
        for where, row in self._rows("parts.json"):
            with self._row(where):
                key = fields.text(row, "key", required=True) or ""
                values: dict[str, Any] = {name: fields.text(row, name) for name in PART_TEXTS}
                values["tags"] = _tags(row)
                values["pin_count"] = (
                    None if row.get("pin_count") is None else fields.whole(row, "pin_count", minimum=1)
                )
                type_name = fields.text(row, "type")
                self._data.parts.append(PartRecord(where, key, key, values, type_name))
                self._offers(where, key, row)
        pictures = sum(1 for _, row in self._rows("parts.json") if row.get("image"))
        if pictures:
            self._data.remark("parts.json", f"{pictures} pictures were left out: only their names are given", "info")

    def sellers(self) -> None:
        for where, row in self._rows("sellers.json"):
            with self._row(where):
                ref = str(fields.whole(row, "id", minimum=1))
                name = fields.text(row, "name", required=True) or ""
                self._data.sellers.append(SellerRecord(where, ref, name, fields.text(row, "website")))

    def kits(self) -> None:
        lines: dict[str, list[tuple[str, int, str | None]]] = defaultdict(list)
        for where, row in self._rows("kit_contents.json"):
            with self._row(where):
                kit, part = fields.text(row, "kit", required=True), fields.text(row, "part", required=True)
                required = fields.whole(row, "required_per_unit", minimum=1)
                lines[kit or ""].append((part or "", required, fields.text(row, "note")))
        for where, row in self._rows("kits.json"):
            with self._row(where):
                name = fields.text(row, "name", required=True) or ""
                is_archived = fields.text(row, "status") == "archived"
                archived_at = fields.instant(row, "archived_at") if is_archived else None
                target = fields.whole(row, "build_target", default=1)
                contents = tuple(lines.pop(name, ()))
                description = fields.text(row, "description")
                self._data.kits.append(KitRecord(where, name, description, target, archived_at, contents))
        for name in lines:
            self._data.remark(
                "kit_contents.json", f"kit '{name}' is not in kits.json; correct its name", "error", "kit"
            )

    def stock(self) -> None:
        history = self._history()
        for where, row in self._rows("part_locations.json"):
            with self._row(where):
                part = fields.text(row, "part_key", required=True) or ""
                box, slot = fields.whole(row, "box_no", minimum=1), fields.whole(row, "loc_no", minimum=1)
                quantity = fields.whole(row, "qty", minimum=1)
                lines = tuple(history.pop((part, box, slot), ()))
                self._data.stock.append(StockRecord(where, part, str(box), slot, quantity, lines))
        for (part, box, slot), entries in history.items():
            # History of a slot that holds nothing now is still history.
            where = f"quantity_history.json {part} at {box}-{slot}"
            self._data.stock.append(StockRecord(where, part, str(box), slot, 0, tuple(entries)))

    def lists(self) -> None:
        read_lists(self._data, self._rows, self._row)

    def _history(self) -> dict[tuple[str, int, int], list[HistoryLine]]:
        found: dict[tuple[str, int, int], list[HistoryLine]] = defaultdict(list)
        for where, row in self._rows("quantity_history.json"):
            with self._row(where):
                part = fields.text(row, "part_key", required=True) or ""
                delta = row.get("delta_qty")
                if isinstance(delta, bool) or not isinstance(delta, int) or not 0 < abs(delta) <= fields.MAX_WHOLE:
                    raise ValidationException("delta_qty must be a whole number other than 0", field="delta_qty")
                box, slot = parse_label(fields.text(row, "location_reference", required=True) or "")
                at = fields.instant(row, "timestamp")
                found[part, box, slot].append(HistoryLine(at, delta, "receive" if delta > 0 else "use"))
        return found

    def _offers(self, where: str, key: str, row: Mapping[str, Any]) -> None:
        links = row.get("seller_links") or []
        if not isinstance(links, list) or not all(isinstance(link, dict) for link in links):
            raise ValidationException("seller_links must be a list of records", field="seller_links")
        for link in links:
            seller = str(fields.whole(link, "seller_id", minimum=1))
            self._data.offers.append(OfferRecord(where, key, seller, None, fields.text(link, "link")))

    def _rows(self, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        path = self._folder / name
        if path.exists():
            for number, row in enumerate(list_of_objects(load_json(path), name), start=1):
                yield f"{name} row {number}", row

    @contextmanager
    def _row(self, where: str) -> Iterator[None]:
        """A row that cannot be read is remarked and does not stop the others."""
        try:
            yield
        except ValidationException as error:
            self._data.remark(where, error.message, "error", error.field)


def _tags(row: Mapping[str, Any]) -> list[str]:
    tags = row.get("tags") or []
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise ValidationException("tags must be a list of words", field="tags")
    return tags
