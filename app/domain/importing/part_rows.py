"""A table of parts as neutral records: who is who, what is given, where it lies, who sells it.

A part is known by its key, else its internal number, else its manufacturer's code, else by all that describes it, so
that importing a table again finds the same parts.
"""

from collections import defaultdict
from hashlib import sha256

from app.domain.catalogue.part_key import read_part_key
from app.domain.importing import cells
from app.domain.importing.columns import ReadTable
from app.domain.importing.part_columns import shop_of
from app.domain.importing.places import Places
from app.domain.importing.records import OfferRecord, PartRecord, SellerRecord, SourceData
from app.domain.quality.si_values import main_value, parse_value
from app.exceptions import ValidationException

PATH = "->"
_PLAIN = ("manufacturer", "manufacturer_code", "package", "voltage_rating", "mounting_type", "pin_pitch", "series",
          "dimensions")  # fmt: skip
_SHOWN = 6
_MAX_SELLER = 255


def records_of(table: ReadTable, source: str, currency: str | None = None) -> SourceData:
    """All rows as records; a row that cannot be read becomes a remark of severity error.

    `currency` is that of prices for which neither row nor header names one.
    """
    reader = _Reader(table, SourceData(source, tells_history=False), currency)
    reader.read()
    return reader.data


class _Reader:
    """One pass over the rows."""

    def __init__(self, table: ReadTable, data: SourceData, currency: str | None) -> None:
        self.data = data
        self._table = table
        self._records = table.records()
        can_map = data.name == "csv"
        self._advice = "Map those that matter" if can_map else "Where one matters, import the file as csv and map it"
        self._places = Places(data)
        self._first: dict[str, tuple[str, dict[str, str]]] = {}
        self._rows_of_ipn: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
        self._header_shop = shop_of(table.header_of("sku") or "") or shop_of(table.header_of("unit_price") or "")
        self._currency = cells.currency(table.header_of("unit_price") or "") or currency
        self._left_prices = 0
        self._sellers: set[str] = set()

    def read(self) -> None:
        """Fill `data`."""
        self._note_columns()
        for row, record in self._records:
            if record.get("ipn"):
                code = record.get("manufacturer_code", "").lower()
                self._rows_of_ipn[record["ipn"].lower()].append((row.number, record["ipn"], code))
        self._note_duplicates()
        for row, record in self._records:
            try:
                self._row(f"row {row.number}", record)
            except ValidationException as error:
                self.data.remark(f"row {row.number}", error.message, "error", self._header(error.field))
        self._places.finish()
        if self._left_prices:
            message = (
                f"{self._left_prices} prices were left out: nothing names their currency; "
                "choose the currency of the file, or write it in a column or in the header, such as price (EUR)"
            )
            self.data.remark(self._table.name, message, "warning", self._header("unit_price"))
        # With our own keys a table states what lies there now.
        self.data.is_counted = self._table.header_of("key") is not None

    def _row(self, where: str, record: dict[str, str]) -> None:
        ref, external_ref = self._identity(record)
        fields = self._fields(where, record)
        first = self._first.setdefault(ref, (where, record))
        if first[0] == where:
            key = read_part_key(record["key"]) if record.get("key") else None
            type_name = _last(record.get("type", ""))[:100] or None
            code = record.get("manufacturer_code") or None
            self.data.parts.append(
                PartRecord(
                    where,
                    ref,
                    key,
                    fields,
                    type_name,
                    external_ref,
                    match_code=code,
                    is_partial=True,
                    called=record.get("value") or code or record.get("ipn"),
                )
            )
        elif not self._is_another_slot(first[1], record):
            self._note_repetition(where, ref, record, *first)
            return
        self._places.add(where, ref, record, self._header("quantity"))
        self._offer(where, ref, record)

    def _identity(self, record: dict[str, str]) -> tuple[str, str | None]:
        """Name of the part within this table, and the reference under which the store remembers it."""
        if record.get("key"):
            return f"key:{record['key'].upper()}", None
        ipn, code = record.get("ipn", ""), record.get("manufacturer_code", "")
        if ipn:
            codes = {given for _, _, given in self._rows_of_ipn[ipn.lower()]}
            ref = f"ipn:{ipn}" if len(codes) == 1 else f"ipn:{ipn}/{code}"
        elif code:
            ref = f"mpn:{record.get('manufacturer', '').lower()}/{code}"
        else:
            names = ("name", "description", "value", "package", "manufacturer")
            told = "\n".join(record.get(name, "") for name in names)
            ref = f"told:{sha256(told.encode('utf-8', 'replace')).hexdigest()[:32]}"
        return ref, ref if len(ref) <= 200 else f"long:{sha256(ref.encode('utf-8', 'replace')).hexdigest()}"

    def _fields(self, where: str, record: dict[str, str]) -> dict[str, object]:
        """Fields of the part that are given; empty cells are left as the store has them."""
        fields: dict[str, object] = {}
        for name in _PLAIN:
            if not cells.is_nothing(record.get(name, "")):
                fields[name] = _last(record[name])
        description = _description(record)
        if description:
            fields["description"] = description
        if record.get("tags"):
            fields["tags"] = [tag[:100] for tag in cells.words(record["tags"])][:100]
        for name in ("pin_count", "minimum_quantity"):
            number = cells.whole(record.get(name, ""), name)
            if number:
                fields[name] = number
        self._add_page(where, record, fields)
        self._add_price(record, fields)
        return fields

    def _add_page(self, where: str, record: dict[str, str], fields: dict[str, object]) -> None:
        page = record.get("product_page", "")
        if cells.is_nothing(page):
            return
        if cells.is_link(page) and len(page) <= 500:
            fields["product_page"] = page
        else:
            message = f"'{page[:40]}' is not a web address of at most 500 characters; it was left out"
            self.data.remark(where, message, "warning", self._header("product_page"))

    def _add_price(self, record: dict[str, str], fields: dict[str, object]) -> None:
        text = record.get("unit_price", "")
        price = cells.amount(text, "unit_price")
        if price is None:
            return
        currency = cells.currency(record.get("currency", "").upper()) or cells.currency(text) or self._currency
        if currency is None:
            self._left_prices += 1
        else:
            fields |= {"unit_price": price, "currency": currency}

    def _offer(self, where: str, ref: str, record: dict[str, str]) -> None:
        sku = record.get("sku", "")
        seller = record.get("seller") or (self._header_shop if sku else None)
        if not seller or cells.is_nothing(seller):
            return
        if len(seller) > _MAX_SELLER:
            raise ValidationException(f"the seller's name is longer than {_MAX_SELLER} characters", field="seller")
        if seller.lower() not in self._sellers:
            self._sellers.add(seller.lower())
            self.data.sellers.append(SellerRecord(where, seller.lower(), seller, None))
        number = None if cells.is_nothing(sku) else sku[:200]
        self.data.offers.append(OfferRecord(where, ref, seller.lower(), number, None))

    def _is_another_slot(self, first: dict[str, str], record: dict[str, str]) -> bool:
        """A table of stock names a part once for every slot."""
        return bool(record.get("location")) and record.get("location") != first.get("location")

    def _note_repetition(self, where: str, ref: str, record: dict[str, str], first: str, kept: dict[str, str]) -> None:
        differing = [self._header(name) or name for name in record if record[name] != kept.get(name)]
        what = f"it differs in {', '.join(differing[:_SHOWN])}" if differing else "it says the same"
        message = f"the part is the one of {first} already, so this row was left out; {what}"
        field = next((name for name in ("key", "ipn", "manufacturer_code", "description") if record.get(name)), None)
        self.data.remark(where, message, "warning", self._header(field))
        self.data.left_out.append((where, "parts", ref, message))

    def _note_duplicates(self) -> None:
        for rows in self._rows_of_ipn.values():
            if len(rows) > 1:
                first, ipn, _ = rows[0]
                numbers = ", ".join(str(number) for number, _, _ in rows[:_SHOWN])
                is_one = len({code for _, _, code in rows}) == 1
                each = "they are taken for one part" if is_one else "each manufacturer's code becomes a part of its own"
                message = f"'{ipn}' comes {len(rows)} times (rows {numbers}); {each}. Give every part its own number"
                self.data.remark(f"row {first}", message, "warning", self._header("ipn"))

    def _note_columns(self) -> None:
        left = [c.header for c in self._table.columns if c.field is None and self._holds_something(c.position)]
        if left:
            message = f"columns without a field were left out: {', '.join(left)}. {self._advice}"
            self.data.remark(self._table.name, message, "info")

    def _holds_something(self, position: int) -> bool:
        return any(position < len(row.cells) and row.cells[position].strip() for row, _ in self._records)

    def _header(self, field: str | None) -> str | None:
        return None if field is None else self._table.header_of(field) or field


def _description(record: dict[str, str]) -> str:
    """What describes the part: name and description, and its value where those do not tell it."""
    name, text, value = (record.get(field, "") for field in ("name", "description", "value"))
    told = f"{name} - {text}" if name and text and name.lower() not in text.lower() else text or name
    if not told:
        return ""
    is_untold = parse_value(value) is not None and main_value(told, None) is None
    return f"{value} {told}" if is_untold else told


def _last(path: str) -> str:
    """The last step of `Passive->Capacitors`."""
    return path.rsplit(PATH, maxsplit=1)[-1].strip()
