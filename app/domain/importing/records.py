"""Neutral records: what any foreign inventory comes down to. `where` names the row of the source."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain.importing.list_records import (
    KitShoppingRecord,
    PickLineRecord,
    PickListRecord,
    ShoppingLineRecord,
    ShoppingListRecord,
    ShoppingSellerRecord,
)


@dataclass(frozen=True)
class PartRecord:
    """A part. `ref` names it within the source; `key` is given when the source uses our kind of key.

    A part that neither key nor `external_ref` finds is looked for by `match_code`, its manufacturer's code.
    Of a `partial` record only the fields that are given are written; a new part of which nothing else is told is
    described by `called`.
    """

    where: str
    ref: str
    key: str | None
    fields: dict[str, Any]
    type_name: str | None = None
    external_ref: str | None = None
    is_archived: bool = False
    match_code: str | None = None
    is_partial: bool = False
    called: str | None = None


@dataclass(frozen=True)
class BoxRecord:
    """A box; `number` is given when the source numbers its boxes, `external_ref` otherwise.

    A box that is `only_named` was named by a slot in it: one that exists keeps its description.
    """

    where: str
    ref: str
    description: str
    capacity: int
    number: int | None = None
    external_ref: str | None = None
    only_named: bool = False


@dataclass(frozen=True)
class SellerRecord:
    """A seller."""

    where: str
    ref: str
    name: str
    website: str | None


@dataclass(frozen=True)
class OfferRecord:
    """A part as a seller offers it."""

    where: str
    part: str
    seller: str
    sku: str | None
    link: str | None
    price_breaks: tuple[dict[str, Any], ...] = ()
    minimum_quantity: int | None = None


@dataclass(frozen=True)
class KitRecord:
    """A bill of materials; `lines` are part, pieces for one build, note."""

    where: str
    name: str
    description: str | None
    build_target: int
    archived_at: datetime | None
    lines: tuple[tuple[str, int, str | None], ...]


@dataclass(frozen=True)
class HistoryLine:
    """One change of stock that the source remembers."""

    at: datetime
    delta: int
    reason: str


@dataclass(frozen=True)
class StockRecord:
    """What the source says lies in a slot, and the history it tells of it. `loc_no` None lets the store choose."""

    where: str
    part: str
    box: str
    loc_no: int | None
    quantity: int
    history: tuple[HistoryLine, ...]


@dataclass(frozen=True)
class Remark:
    """A problem found while reading: where, field, message, severity."""

    where: str
    field: str | None
    message: str
    severity: str


@dataclass
class SourceData:
    """Everything a source holds, in neutral records, and what had to be said while reading it."""

    name: str
    types: list[str] = field(default_factory=list)
    parts: list[PartRecord] = field(default_factory=list)
    boxes: list[BoxRecord] = field(default_factory=list)
    sellers: list[SellerRecord] = field(default_factory=list)
    offers: list[OfferRecord] = field(default_factory=list)
    kits: list[KitRecord] = field(default_factory=list)
    stock: list[StockRecord] = field(default_factory=list)
    pick_lists: list[PickListRecord] = field(default_factory=list)
    pick_lines: list[PickLineRecord] = field(default_factory=list)
    shopping_lists: list[ShoppingListRecord] = field(default_factory=list)
    shopping_lines: list[ShoppingLineRecord] = field(default_factory=list)
    shopping_sellers: list[ShoppingSellerRecord] = field(default_factory=list)
    kit_links: list[KitShoppingRecord] = field(default_factory=list)
    tells_history: bool = True
    """Its stock has a history, against which it is checked; else it only states what there is."""
    is_counted: bool = False
    """Stock is what lies there now (our own keys and slots), not what the source went on stating since."""
    remarks: list[Remark] = field(default_factory=list)
    left_out: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Rows that are not written: where, kind, key, why."""

    def remark(self, where: str, message: str, severity: str, field_name: str | None = None) -> None:
        """Note something that a person should know."""
        self.remarks.append(Remark(where, field_name, message, severity))
