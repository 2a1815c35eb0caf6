"""Reader of InvenTree's JSON dump (`[{"model", "pk", "fields"}, ...]`), tables of 2021 and of 2024.

- A location that may hold stock becomes a box, with one slot for every part that lies there; structural locations are
  not boxes. Moves between locations are not replayed: history is booked where the item lies now.
- Whole units are stocked, rounded down; the remainder of a fractional quantity is named in a warning.
- Items without a location are listed, each with the reason, and not stocked.
- What Binsight has no place for is listed with its row count.
"""

from collections import Counter, defaultdict
from math import ceil, floor, isfinite
from pathlib import Path
from typing import Any

from app.domain.importing import fields
from app.domain.importing.records import (
    BoxRecord,
    KitRecord,
    OfferRecord,
    PartRecord,
    SellerRecord,
    SourceData,
    StockRecord,
)
from app.exceptions import SourceFormatException, ValidationException
from app.sources.inventree_tracking import item_history
from app.sources.json_file import list_of_objects, load_json

MAPPED = {
    "part.part", "part.partcategory", "stock.stocklocation", "stock.stockitem", "stock.stockitemtracking",
    "company.company", "company.supplierpart", "company.supplierpricebreak", "company.manufacturerpart",
    "part.bomitem", "part.partparameter", "part.partparametertemplate",
}  # fmt: skip
PARAMETER_FIELDS = {"Package": "package", "Voltage": "voltage_rating", "Pitch": "pin_pitch"}
MAX_SLOTS = 1000
Rows = dict[Any, dict[str, Any]]


def read_dump(path: Path) -> SourceData:
    """All records of a dump; a row that cannot be read becomes a remark of severity error.

    Raises:
        SourceFormatException: the file is not an InvenTree dump.
    """
    if path.is_dir():
        candidates = sorted(path.glob("*.json"))
        if len(candidates) != 1:
            raise SourceFormatException(path.name, "an InvenTree dump is one JSON file", "Give the file itself")
        path = candidates[0]
    tables = _tables(path)
    if "part.part" not in tables:
        raise SourceFormatException(
            path.name, "it holds no parts (part.part)", "Give the file of `invoke export-records`"
        )
    data = SourceData("inventree")
    reader = _Reader(tables, data)
    for step in (reader.parts, reader.boxes, reader.sellers, reader.offers, reader.kits, reader.stock, reader.rest):
        step()
    return data


def _tables(path: Path) -> dict[str, Rows]:
    tables: dict[str, Rows] = defaultdict(dict)
    for number, row in enumerate(list_of_objects(load_json(path), path.name), start=1):
        model, key, content = row.get("model"), row.get("pk"), row.get("fields")
        if not isinstance(model, str) or not isinstance(content, dict):
            raise SourceFormatException(
                f"{path.name} row {number}", "it lacks model or fields", "Give the file of `invoke export-records`"
            )
        if model in MAPPED and (isinstance(key, bool) or not isinstance(key, int)):
            raise SourceFormatException(f"{path.name} row {number}", "its pk is not a number", "Export the data again")
        if model in MAPPED and key in tables[model]:
            raise SourceFormatException(
                f"{path.name} row {number}", f"{model} {key} comes twice", "Export the data again"
            )
        tables[model][key if isinstance(key, int) else len(tables[model])] = content
    return tables


class _Reader:
    """One pass over the tables of a dump, in pk order."""

    def __init__(self, tables: dict[str, Rows], data: SourceData) -> None:
        self._tables = tables
        self._data = data
        self._stocked = [item for item in self._rows("stock.stockitem") if item[1].get("location") is not None]

    def parts(self) -> None:
        makers = self._makers()
        parameters = self._parameters()
        for key, row in self._rows("part.part"):
            where = f"part.part {key}"
            try:
                self._data.parts.append(self._part(where, key, row, makers.get(key, []), parameters.get(key, {})))
            except ValidationException as error:
                self._data.remark(where, error.message, "error", error.field)

    def boxes(self) -> None:
        parts_at: dict[int, set[Any]] = defaultdict(set)
        for _, item in self._stocked:
            parts_at[item["location"]].add(item.get("part"))
        for key, row in self._rows("stock.stocklocation"):
            held = len(parts_at.pop(key, ()))
            where = f"stock.stocklocation {key}"
            if row.get("structural") and not held:
                self._data.remark(where, f"'{self._path(key)}' is structural, so it is not a box", "info")
            elif held > MAX_SLOTS:
                self._data.remark(where, f"{held} parts lie there, a box holds {MAX_SLOTS}; split it", "error")
            else:
                ref = f"inventree:location:{key}"
                self._data.boxes.append(
                    BoxRecord(where, str(key), self._path(key)[:255], max(held, 1), external_ref=ref)
                )

    def sellers(self) -> None:
        for key, row in self._rows("company.company"):
            if row.get("is_supplier"):
                name = str(row.get("name") or f"Company {key}")
                website = str(row.get("website") or "")[:500] or None
                self._data.sellers.append(SellerRecord(f"company.company {key}", str(key), name, website))

    def offers(self) -> None:
        breaks: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        for _, row in self._rows("company.supplierpricebreak"):
            quantity, price = _number(row.get("quantity")), _number(row.get("price"))
            if quantity is not None and price is not None and quantity >= 1:
                currency = str(row.get("price_currency") or "USD")
                breaks[row.get("part")].append({"quantity": floor(quantity), "price": price, "currency": currency})
        for key, row in self._rows("company.supplierpart"):
            ordered = tuple(sorted(breaks.get(key, []), key=lambda entry: entry["quantity"]))
            pack = _number(row.get("pack_quantity_native"))
            self._data.offers.append(
                OfferRecord(
                    where=f"company.supplierpart {key}",
                    part=str(row.get("part")),
                    seller=str(row.get("supplier")),
                    sku=str(row.get("SKU") or "")[:200] or None,
                    link=str(row.get("link") or "")[:500] or None,
                    price_breaks=ordered,
                    minimum_quantity=floor(pack) if pack is not None and pack > 1 else None,
                )
            )

    def kits(self) -> None:
        lines: dict[Any, dict[str, tuple[int, str | None]]] = defaultdict(dict)
        for key, row in self._rows("part.bomitem"):
            quantity = _number(row.get("quantity"))
            if quantity is None or quantity <= 0:
                self._data.remark(f"part.bomitem {key}", "quantity must be above 0; the line was left out", "warning")
                continue
            if quantity % 1:
                message = f"{quantity:g} pieces are needed; whole pieces are kept, rounded up to {ceil(quantity)}"
                self._data.remark(f"part.bomitem {key}", message, "warning", "quantity")
            part, note = str(row.get("sub_part")), _note(row)
            before = lines[row.get("part")].get(part, (0, None))[0]
            lines[row.get("part")][part] = (before + ceil(quantity), note)
        names = Counter(str(row.get("name")).lower() for _, row in self._rows("part.part"))
        for assembly, contents in sorted(lines.items()):
            row = self._tables["part.part"].get(assembly, {})
            name = str(row.get("name") or f"Part {assembly}")
            unique = name if names[name.lower()] < 2 else f"{name} ({assembly})"
            listed = tuple((part, quantity, note) for part, (quantity, note) in contents.items())
            self._data.kits.append(
                KitRecord(
                    f"part.part {assembly}", unique[:255], str(row.get("description") or "") or None, 0, None, listed
                )
            )

    def stock(self) -> None:
        tracking: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        for _, entry in self._rows("stock.stockitemtracking"):
            tracking[entry.get("item")].append(entry)
        for key, row in self._rows("stock.stockitem"):
            where, quantity = f"stock.stockitem {key}", _number(row.get("quantity"))
            if quantity is None or not 0 <= quantity <= fields.MAX_WHOLE:
                self._data.remark(where, "quantity must be a number from 0 on", "error", "quantity")
                continue
            if row.get("location") is None:
                self._data.remark(
                    where,
                    f"{quantity:g} of part {self._name(row)} {_why_nowhere(row)}; not stocked",
                    "warning",
                    "location",
                )
                continue
            whole = floor(quantity)
            if quantity % 1:
                message = f"{quantity:g} of part {self._name(row)}: {whole} stocked, {quantity - whole:g} left over"
                self._data.remark(where, message, "warning", "quantity")
            try:
                history = item_history(tracking.get(key, []), whole, row)
            except ValidationException as error:
                self._data.remark(where, error.message, "error", error.field)
                continue
            self._data.stock.append(
                StockRecord(where, str(row.get("part")), str(row["location"]), None, whole, history)
            )

    def rest(self) -> None:
        """Tables and parameters that have no place here, by count."""
        for model in sorted(set(self._tables) - MAPPED):
            count = len(self._tables[model])
            self._data.remark(model, f"{count} rows were left out: Binsight has no place for them", "info")
        templates = self._tables["part.partparametertemplate"]
        left = Counter(
            str(templates.get(row.get("template"), {}).get("name")) for _, row in self._rows("part.partparameter")
        )
        for name, count in sorted(left.items()):
            if name not in PARAMETER_FIELDS:
                self._data.remark("part.partparameter", f"{count} values of '{name}' were left out", "info")
        moves = sum(row.get("tracking_type") == 20 for _, row in self._rows("stock.stockitemtracking"))
        if moves:
            message = f"{moves} moves between locations were left out: history is booked where the item lies now"
            self._data.remark("stock.stockitemtracking", message, "info")

    def _part(
        self, where: str, key: int, row: dict[str, Any], makers: list[tuple[str, str]], parameters: dict[str, str]
    ) -> PartRecord:
        name = fields.text(row, "name", required=True) or ""
        description = fields.text(row, "description")
        maker, code = makers[0] if len(makers) == 1 else (None, None)
        number = fields.text(row, "IPN")
        minimum = _number(row.get("minimum_stock")) or 0.0
        tags = sorted({word for word in str(row.get("keywords") or "").split() if len(word) <= 50})
        values: dict[str, Any] = {
            "description": name if description in {None, name} else f"{name} - {description}",
            "manufacturer": maker,
            "manufacturer_code": code or number,
            "product_page": (fields.text(row, "link") or "")[:500] or None,
            "tags": tags + ([f"ipn:{number}"] if number and code else []),
            "minimum_quantity": ceil(minimum) or None,
            **parameters,
        }
        is_archived = row.get("active") is False
        ref = f"inventree:part:{key}"
        return PartRecord(where, str(key), None, values, self._type_name(row), ref, is_archived)

    def _type_name(self, row: dict[str, Any]) -> str | None:
        """Name of the category; its path where two categories share a name."""
        categories = self._tables["part.partcategory"]
        category = categories.get(row.get("category"), None)
        if category is None:
            return None
        name = str(category.get("name"))
        shared = sum(str(other.get("name")).lower() == name.lower() for other in categories.values()) > 1
        return str(category.get("pathstring") or name)[:100] if shared else name[:100]

    def _makers(self) -> dict[Any, list[tuple[str, str]]]:
        companies = self._tables["company.company"]
        found: dict[Any, list[tuple[str, str]]] = defaultdict(list)
        for _, row in self._rows("company.manufacturerpart"):
            maker = str(companies.get(row.get("manufacturer"), {}).get("name") or "")
            found[row.get("part")].append((maker, str(row.get("MPN") or "")))
        return found

    def _parameters(self) -> dict[Any, dict[str, str]]:
        templates = self._tables["part.partparametertemplate"]
        found: dict[Any, dict[str, str]] = defaultdict(dict)
        for _, row in self._rows("part.partparameter"):
            field = PARAMETER_FIELDS.get(str(templates.get(row.get("template"), {}).get("name")))
            if field and row.get("data"):
                found[row.get("part")][field] = str(row["data"])[:50]
        return found

    def _path(self, key: int) -> str:
        """Names from the root to a location; a loop in the tree ends it."""
        locations, names, seen = self._tables["stock.stocklocation"], [], set()
        current: Any = key
        while current in locations and current not in seen:
            seen.add(current)
            names.append(str(locations[current].get("name")))
            current = locations[current].get("parent")
        return "/".join(reversed(names))

    def _name(self, row: dict[str, Any]) -> str:
        part = row.get("part")
        return str(self._tables["part.part"].get(part, {}).get("name") or part)

    def _rows(self, model: str) -> list[tuple[int, dict[str, Any]]]:
        return sorted(self._tables[model].items())


def _number(value: Any) -> float | None:
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if isfinite(found) else None


def _note(row: dict[str, Any]) -> str | None:
    words = [word for word, flag in (("optional", "optional"), ("consumable", "consumable")) if row.get(flag)]
    text = ", ".join([str(row[name]) for name in ("reference", "note") if row.get(name)] + words)
    return text[:500] or None


def _why_nowhere(row: dict[str, Any]) -> str:
    if row.get("belongs_to") is not None:
        return f"is installed in item {row['belongs_to']}"
    if row.get("customer") is not None or row.get("sales_order") is not None:
        return "went to a customer"
    if row.get("consumed_by") is not None:
        return f"was consumed by build {row['consumed_by']}"
    return "has no location"
