"""Reader of the predecessor's lists: pick lists and shopping lists with their lines, sellers and kits."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from app.domain.importing import fields
from app.domain.importing.list_records import (
    KitShoppingRecord,
    PickLineRecord,
    PickListRecord,
    ShoppingLineRecord,
    ShoppingListRecord,
    ShoppingSellerRecord,
)
from app.domain.importing.records import SourceData
from app.exceptions import ValidationException

Row = dict[str, Any]
Rows = Callable[[str], Iterator[tuple[str, Row]]]
Guard = Callable[[str], AbstractContextManager[None]]
LINE_STATUSES = ("new", "ordered", "done")


def read_lists(data: SourceData, rows: Rows, guard: Guard) -> None:
    """Add all lists to `data`; a row that cannot be read becomes a remark of severity error."""
    readers: dict[str, Callable[[SourceData, str, Row], None]] = {
        "kit_pick_lists.json": _pick_list,
        "kit_pick_list_lines.json": _pick_line,
        "shopping_lists.json": _shopping_list,
        "shopping_list_lines.json": _shopping_line,
        "shopping_list_sellers.json": _shopping_seller,
        "kit_shopping_list_links.json": _kit_link,
    }
    for name, read in readers.items():
        for where, row in rows(name):
            with guard(where):
                read(data, where, row)


def _pick_list(data: SourceData, where: str, row: Row) -> None:
    is_completed = _status(row, ("open", "completed")) == "completed"
    data.pick_lists.append(
        PickListRecord(
            where,
            _required(row, "key"),
            _required(row, "kit_name"),
            fields.whole(row, "requested_units", minimum=1),
            is_completed,
            fields.instant(row, "completed_at") if row.get("completed_at") else None,
        )
    )


def _pick_line(data: SourceData, where: str, row: Row) -> None:
    place = row.get("location")
    if not isinstance(place, dict):
        raise ValidationException("location must hold box_no and loc_no", field="location")
    data.pick_lines.append(
        PickLineRecord(
            where,
            _required(row, "pick_list_key"),
            _required(row, "kit_content_part_key"),
            str(fields.whole(place, "box_no", minimum=1)),
            fields.whole(place, "loc_no", minimum=1),
            fields.whole(row, "quantity_to_pick", minimum=1),
            _status(row, ("open", "completed")) == "completed",
            fields.instant(row, "picked_at") if row.get("picked_at") else None,
        )
    )


def _shopping_list(data: SourceData, where: str, row: Row) -> None:
    is_done = _status(row, ("active", "done", "concept", "ready")) == "done"
    data.shopping_lists.append(
        ShoppingListRecord(where, _required(row, "name"), fields.text(row, "description"), is_done)
    )


def _shopping_line(data: SourceData, where: str, row: Row) -> None:
    data.shopping_lines.append(
        ShoppingLineRecord(
            where,
            _required(row, "shopping_list_name"),
            _required(row, "part_key"),
            _seller(row),
            fields.whole(row, "needed", minimum=1),
            fields.whole(row, "ordered", default=0),
            fields.whole(row, "received", default=0),
            fields.text(row, "note"),
            _status(row, LINE_STATUSES),
        )
    )


def _shopping_seller(data: SourceData, where: str, row: Row) -> None:
    seller = _seller(row)
    if seller is None:
        raise ValidationException("seller_id is missing", field="seller_id")
    is_ordered = _status(row, ("active", "ordered")) == "ordered"
    name = _required(row, "shopping_list_name")
    data.shopping_sellers.append(ShoppingSellerRecord(where, name, seller, fields.text(row, "note"), is_ordered))


def _kit_link(data: SourceData, where: str, row: Row) -> None:
    honor = row.get("honor_reserved", False)
    if not isinstance(honor, bool):
        raise ValidationException("honor_reserved must be true or false", field="honor_reserved")
    data.kit_links.append(
        KitShoppingRecord(
            where,
            _required(row, "kit_name"),
            _required(row, "shopping_list_name"),
            fields.whole(row, "requested_units", minimum=1),
            honor,
            fields.instant(row, "snapshot_kit_updated_at"),
        )
    )


def _required(row: Row, name: str) -> str:
    return fields.text(row, name, required=True) or ""


def _seller(row: Row) -> str | None:
    return None if row.get("seller_id") is None else str(fields.whole(row, "seller_id", minimum=1))


def _status(row: Row, known: tuple[str, ...]) -> str:
    status = fields.text(row, "status") or known[0]
    if status not in known:
        raise ValidationException(f"status must be one of {', '.join(known)}, not '{status[:40]}'", field="status")
    return status
