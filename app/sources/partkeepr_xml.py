"""Reader of PartKeepr's database as `mysqldump --xml` writes it.

Entities, DTDs and references to other files are refused, so that no file can reach out or blow up.
"""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from app.domain.importing import cells
from app.domain.importing.records import (
    BoxRecord,
    KitRecord,
    OfferRecord,
    PartRecord,
    SellerRecord,
    SourceData,
    StockRecord,
)
from app.exceptions import PayloadTooLargeException, SourceFormatException, ValidationException

MAX_BYTES = 64 * 1024 * 1024
MAPPED = frozenset(
    {
        *("part", "partcategory", "partmanufacturer", "manufacturer", "partdistributor", "distributor", "footprint"),
        *("storagelocation", "storagelocationcategory", "project", "projectpart", "stockentry"),
    }
)
OURS_TO_IGNORE = frozenset(
    {
        *("siprefix", "unit", "unitsiprefixes", "schemaversions", "cronlogger", "fosuser", "partkeepruser"),
        *("userpreference", "userprovider", "statisticsnapshot", "statisticsnapshotunit", "footprintcategory"),
        *("manufacturericlogo", "footprintimage", "tempuploadedfile", "partunit"),
    }
)
"""Tables about PartKeepr itself, not about what somebody owns."""
Row = dict[str, str]


def read_partkeepr(path: Path, currency: str | None = None) -> SourceData:
    """All records of a dump; a row that cannot be read becomes a remark of severity error.

    `currency` is that of prices that name none.

    Raises:
        ValidationException: it is no currency.
        SourceFormatException: not such a dump, broken, or with entities or a DTD. PayloadTooLargeException: too large.
    """
    tables = _tables(_root(path), path.name)
    if "part" not in tables:
        raise SourceFormatException(path.name, "it holds no table 'part'", "Write it with mysqldump --xml")
    reader = _Reader(tables, cells.chosen_currency(currency))
    for step in (reader.parts, reader.sellers, reader.offers, reader.stock, reader.kits, reader.rest):
        step()
    return reader.data


def _root(path: Path) -> Element:
    if not path.is_file():
        raise SourceFormatException(path.name, "there is no such file", "Check the path")
    if path.stat().st_size > MAX_BYTES:
        raise PayloadTooLargeException(f"{path.name} is larger than {MAX_BYTES // 1048576} MB; dump fewer tables")
    try:
        root: Element = ElementTree.fromstring(path.read_bytes(), forbid_dtd=True)
    except DefusedXmlException as error:
        raise SourceFormatException(
            path.name, "it declares entities or a DTD", "Write it with mysqldump --xml"
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise SourceFormatException(
            path.name, f"it is not XML ({error})", "The file may be cut off; export it again"
        ) from error
    return root


def _tables(root: Element, name: str) -> dict[str, list[Row]]:
    if root.tag != "mysqldump":
        raise SourceFormatException(name, f"it begins with <{root.tag[:40]}>", "Write it with mysqldump --xml")
    tables: dict[str, list[Row]] = {}
    for table in root.iter("table_data"):
        rows = tables.setdefault((table.get("name") or "").lower(), [])
        for row in table.iter("row"):
            rows.append({field.get("name") or "": field.text or "" for field in row.iter("field")})
    return tables


class _Reader:
    """One pass over the tables of a dump."""

    def __init__(self, tables: Mapping[str, list[Row]], currency: str | None) -> None:
        self._tables = tables
        self._currency = currency or ""
        self.data = SourceData("partkeepr", tells_history=False)

    def parts(self) -> None:
        categories = self._names("partcategory")
        footprints = self._names("footprint")
        makers = self._makers()
        for number, row in enumerate(self._rows("part"), start=1):
            where = f"part {row.get('id') or number}"
            try:
                self._part(where, row, categories, footprints, makers)
            except ValidationException as error:
                self.data.remark(where, error.message, "error", error.field)

    def sellers(self) -> None:
        for row in self._rows("distributor"):
            name = row.get("name") or f"Distributor {row.get('id')}"
            page = row.get("url", "")
            website = page if cells.is_link(page) else None
            if page and website is None:
                self.data.remark(
                    f"distributor {row.get('id')}",
                    f"'{page[:40]}' is not a web address; it was left out",
                    "info",
                    "url",
                )
            where = f"distributor {row.get('id')}"
            self.data.sellers.append(SellerRecord(where, row.get("id", ""), name[:255], website))

    def offers(self) -> None:
        seen = set()
        for row in self._rows("partdistributor"):
            where = f"partdistributor {row.get('id')}"
            sku = (row.get("sku") or row.get("orderNumber") or "")[:200] or None
            key = (row.get("part_id"), row.get("distributor_id"), sku)
            if key in seen:
                self.data.left_out.append((where, "part_sellers", str(sku), "the same offer comes twice"))
                continue
            seen.add(key)
            try:
                self._offer(where, row, sku)
            except ValidationException as error:
                self.data.remark(where, error.message, "error", error.field)

    def stock(self) -> None:
        places = {
            row.get("id", ""): row.get("name") or f"Location {row.get('id')}" for row in self._rows("storagelocation")
        }
        held: dict[str, list[str]] = defaultdict(list)
        for row in self._rows("part"):
            where, place = f"part {row.get('id')}", row.get("storageLocation_id", "")
            try:
                level = _level(row, "stockLevel")
            except ValidationException as error:
                self.data.remark(where, error.message, "error", error.field)
                continue
            if level and place in places:
                held[place].append(row.get("id", ""))
                self.data.stock.append(StockRecord(where, row.get("id", ""), place, None, level, ()))
            elif level:
                message = f"{level} are in stock and no place is named; they were not stocked"
                self.data.remark(where, message, "warning", "storageLocation_id")
        for key, name in places.items():
            ref = f"partkeepr:storagelocation:{key}"
            capacity = max(1, len(held[key]))
            self.data.boxes.append(BoxRecord(f"storagelocation {key}", key, name[:255], capacity, external_ref=ref))

    def kits(self) -> None:
        lines: dict[str, list[tuple[str, int, str | None]]] = defaultdict(list)
        for row in self._rows("projectpart"):
            where = f"projectpart {row.get('id')}"
            if not row.get("part_id"):
                what = row.get("remarks") or "nothing"
                self.data.remark(where, f"the line names no part ({what[:60]}); it was left out", "warning", "part_id")
                continue
            try:
                quantity = cells.whole(row.get("quantity", ""), "quantity") or 1
            except ValidationException as error:
                self.data.remark(where, error.message, "error", "quantity")
                continue
            lines[row.get("project_id", "")].append((row["part_id"], quantity, row.get("remarks") or None))
        for row in self._rows("project"):
            contents = tuple(_merged(lines.get(row.get("id", ""), [])))
            name, text = row.get("name") or f"Project {row.get('id')}", row.get("description") or None
            self.data.kits.append(KitRecord(f"project {row.get('id')}", name[:255], text, 1, None, contents))

    def rest(self) -> None:
        """What has no place here, by count."""
        for table, rows in sorted(self._tables.items()):
            if rows and table not in MAPPED | OURS_TO_IGNORE:
                self.data.remark(table, f"{len(rows)} rows were left out: Binsight has no place for them", "info")

    def _part(
        self,
        where: str,
        row: Row,
        categories: Mapping[str, str],
        footprints: Mapping[str, str],
        makers: Mapping[str, list[tuple[str, str]]],
    ) -> None:
        key = row.get("id", "")
        name, text = row.get("name", ""), row.get("description", "")
        made_by = makers.get(key, [])
        maker, code = made_by[0] if made_by else ("", "")
        if len(made_by) > 1:
            others = ", ".join(f"{m} {c}".strip() for m, c in made_by[1:])
            self.data.remark(
                where, f"further manufacturers were left out: {others[:200]}", "warning", "partmanufacturer"
            )
        number = row.get("internalPartNumber", "")
        values: dict[str, Any] = {
            "description": f"{name} - {text}" if name and text else name or text,
            "manufacturer": maker or None,
            "manufacturer_code": code or number or None,
            "package": footprints.get(row.get("footprint_id", "")),
            "tags": [f"ipn:{number}"[:100]] if number and code else [],
            "minimum_quantity": _level(row, "minStockLevel") or None,
        }
        for field in ("comment", "partCondition", "productionRemarks"):
            if row.get(field):
                self.data.remark(where, f"{field} was left out: {row[field][:80]}", "info", field)
        type_name = categories.get(row.get("category_id", ""))
        self.data.parts.append(PartRecord(where, key, None, values, type_name, f"partkeepr:part:{key}"))

    def _offer(self, where: str, row: Row, sku: str | None) -> None:
        pack = cells.whole(row.get("packagingUnit", ""), "packagingUnit") or 1
        price = cells.amount(row.get("price", ""), "price")
        currency = row.get("currency") or self._currency
        breaks: tuple[dict[str, Any], ...] = ()
        if price and currency:
            breaks = ({"quantity": pack, "price": float(price), "currency": currency[:3].upper()},)
        elif price:
            message = f"the price {price} was left out: it has no currency; choose the currency of the file"
            self.data.remark(where, message, "warning", "price")
        part, seller = row.get("part_id", ""), row.get("distributor_id", "")
        self.data.offers.append(OfferRecord(where, part, seller, sku, None, breaks, pack if pack > 1 else None))

    def _makers(self) -> dict[str, list[tuple[str, str]]]:
        names = self._names("manufacturer")
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in self._rows("partmanufacturer"):
            maker = names.get(row.get("manufacturer_id", ""), "")
            found[row.get("part_id", "")].append((maker[:255], row.get("partNumber", "")[:255]))
        return found

    def _names(self, table: str) -> dict[str, str]:
        return {row.get("id", ""): row["name"][:100] for row in self._rows(table) if row.get("name")}

    def _rows(self, table: str) -> list[Row]:
        return self._tables.get(table, [])


def _level(row: Row, field: str) -> int:
    """A number of pieces; PartKeepr's may be below zero, which means none."""
    text = row.get(field, "").strip()
    return 0 if text.startswith("-") else cells.whole(text.partition(".")[0], field) or 0


def _merged(lines: list[tuple[str, int, str | None]]) -> list[tuple[str, int, str | None]]:
    """A part that a project names twice is one line with both quantities."""
    merged: dict[str, tuple[int, str | None]] = {}
    for part, quantity, note in lines:
        before, noted = merged.get(part, (0, None))
        merged[part] = (before + quantity, "; ".join(text for text in (noted, note) if text) or None)
    return [(part, quantity, note) for part, (quantity, note) in merged.items()]
