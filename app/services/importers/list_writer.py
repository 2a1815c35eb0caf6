"""Writes imported pick lists and shopping lists.

A list that is in the store already is left to the people who work on it; rows that it lacks are added.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.importing.list_records import (
    KitShoppingRecord,
    PickLineRecord,
    PickListRecord,
    ShoppingLineRecord,
    ShoppingListRecord,
    ShoppingSellerRecord,
)
from app.domain.importing.records import SourceData
from app.exceptions import BinsightError, ValidationException
from app.models import (
    Kit,
    KitContent,
    KitShoppingLink,
    Location,
    Part,
    PickList,
    PickListLine,
    Seller,
    ShoppingList,
    ShoppingListLine,
    ShoppingListSeller,
)
from app.services.importers.report import Action, ImportReport, Problem, RowVerdict
from app.services.importers.writer import CatalogueWriter
from app.services.shopping.seller_groups import ensure_group
from app.utils.time import Clock

Record = TypeVar("Record")


class ListWriter:
    """Lists of one import."""

    def __init__(self, session: Session, catalogue: CatalogueWriter, clock: Clock) -> None:
        self._session = session
        self._catalogue = catalogue
        self._clock = clock
        self._picks: dict[str, PickList] = {}
        self._shopping: dict[str, ShoppingList] = {}
        self._undated = 0

    def write(self, data: SourceData, report: ImportReport) -> None:
        """Write all lists of `data`, owners before what they own."""
        self._report, self._source = report, data.name
        for picks in data.pick_lists:
            self._row(picks.where, "pick_lists", picks.ref, partial(self._pick_list, picks))
        for pick in data.pick_lines:
            self._row(pick.where, "pick_list_lines", pick.part, partial(self._pick_line, pick))
        for shopping in data.shopping_lists:
            self._row(shopping.where, "shopping_lists", shopping.name, partial(self._shopping_list, shopping))
        for share in data.shopping_sellers:
            self._row(share.where, "shopping_list_sellers", share.seller, partial(self._share, share))
        for line in data.shopping_lines:
            self._row(line.where, "shopping_list_lines", line.part, partial(self._shopping_line, line))
        for link in data.kit_links:
            self._row(link.where, "kit_shopping_links", link.kit, partial(self._link, link))
        if self._undated:
            message = f"{self._undated} lists and lines give no date of their completion; the time of import is taken"
            report.problems.append(Problem("lists", "completed_at", message, "info"))

    def _row(self, where: str, kind: str, key: str, write: Callable[[], Action]) -> None:
        try:
            action = write()
        except BinsightError as error:
            self._catalogue.refuse(where, kind, key, error.message, getattr(error, "field", None))
            return
        self._session.flush()
        self._report.verdicts.append(RowVerdict(where, kind, key, action))

    def _pick_list(self, record: PickListRecord) -> Action:
        if record.ref in self._picks:
            raise ValidationException(f"pick list {record.ref} comes twice; keep one of the rows", field="key")
        ref = f"{self._source}:pick_list:{record.ref}"[:200]
        held = self._session.scalar(select(PickList).where(PickList.external_ref == ref))
        if held is None:
            done_at = self._dated(record.completed_at) if record.is_completed else None
            held = PickList(
                kit=self._kit(record.kit),
                requested_units=record.units,
                status="completed" if record.is_completed else "open",
                completed_at=done_at,
                external_ref=ref,
            )
            self._session.add(held)
            self._picks[record.ref] = held
            return "create"
        self._picks[record.ref] = held
        return "skip"

    def _pick_line(self, record: PickLineRecord) -> Action:
        owner = self._picks.get(record.pick_list)
        if owner is None:
            raise ValidationException(
                f"pick list {record.pick_list} is not among the imported ones", field="pick_list_key"
            )
        part, location = self._part(record.part), self._location(record)
        content = self._session.scalar(
            select(KitContent).where(KitContent.kit_id == owner.kit_id, KitContent.part_id == part.id)
        )
        if content is None:
            raise ValidationException(
                f"kit {owner.kit.name} has no line for part {part.key}", field="kit_content_part_key"
            )
        if any(line.part_id == part.id and line.location_id == location.id for line in owner.lines):
            return "skip"
        owner.lines.append(
            PickListLine(
                kit_content=content,
                part_id=part.id,
                location_id=location.id,
                quantity_to_pick=record.quantity,
                quantity_picked=record.quantity if record.is_completed else None,
                status="completed" if record.is_completed else "open",
                picked_at=self._dated(record.picked_at) if record.is_completed else None,
            )
        )
        return "create"

    def _shopping_list(self, record: ShoppingListRecord) -> Action:
        name = record.name.lower()
        if name in self._shopping:
            raise ValidationException(f"list {record.name} comes twice; keep one of the rows", field="name")
        held = self._session.scalar(select(ShoppingList).where(func.lower(ShoppingList.name) == name))
        if held is not None:
            self._shopping[name] = held
            return "skip"
        if len(record.name) > 255:
            raise ValidationException("the name is longer than 255 characters; shorten it", field="name")
        self._shopping[name] = ShoppingList(
            name=record.name,
            description=record.description,
            status="done" if record.is_done else "active",
            done_at=self._dated(None) if record.is_done else None,
        )
        self._session.add(self._shopping[name])
        return "create"

    def _shopping_line(self, record: ShoppingLineRecord) -> Action:
        owner, part = self._list(record.shopping_list), self._part(record.part)
        if any(line.part_id == part.id for line in owner.lines):
            return "skip"
        is_done = record.status == "done"
        seller = self._seller(record.seller) if record.seller else None
        if seller is not None:
            ensure_group(self._session, owner.id, seller.id)
        owner.lines.append(
            ShoppingListLine(
                part_id=part.id,
                seller=seller,
                needed=record.needed,
                ordered=record.ordered,
                received=record.received,
                note=record.note,
                status=record.status,
                completed_at=self._dated(None) if is_done else None,
                completion_mismatch=is_done and record.received != record.ordered,
            )
        )
        return "create"

    def _share(self, record: ShoppingSellerRecord) -> Action:
        owner, seller = self._list(record.shopping_list), self._seller(record.seller)
        if any(share.seller_id == seller.id for share in owner.sellers):
            return "skip"
        owner.sellers.append(
            ShoppingListSeller(
                seller_id=seller.id,
                note=record.note,
                status="ordered" if record.is_ordered else "active",
                ordered_at=self._dated(None) if record.is_ordered else None,
            )
        )
        return "create"

    def _link(self, record: KitShoppingRecord) -> Action:
        kit, owner = self._kit(record.kit), self._list(record.shopping_list)
        query = select(KitShoppingLink).where(
            KitShoppingLink.kit_id == kit.id, KitShoppingLink.shopping_list_id == owner.id
        )
        if self._session.scalar(query) is not None:
            return "skip"
        self._session.add(
            KitShoppingLink(
                kit_id=kit.id,
                shopping_list_id=owner.id,
                requested_units=record.units,
                honor_reserved=record.honor_reserved,
                snapshot_kit_updated_at=record.snapshot_at,
            )
        )
        return "create"

    def _dated(self, given: datetime | None) -> datetime:
        """The given date; without one the time of import, which is said at the end."""
        if given is None:
            self._undated += 1
            return self._clock()
        return given

    def _kit(self, name: str) -> Kit:
        return _known(self._catalogue.kits, name, "kit", "kit_name")

    def _part(self, key: str) -> Part:
        return _known(self._catalogue.part_ids, key, "part", "part_key")

    def _seller(self, ref: str) -> Seller:
        return _known(self._catalogue.sellers, ref, "seller", "seller_id")

    def _list(self, name: str) -> ShoppingList:
        held = self._shopping.get(name.lower())
        return _known({name: held} if held is not None else {}, name, "shopping list", "shopping_list_name")

    def _location(self, record: PickLineRecord) -> Location:
        box = _known(self._catalogue.boxes, record.box, "box", "location")
        query = select(Location).where(Location.box_id == box.id, Location.loc_no == record.loc_no)
        location = self._session.scalar(query)
        if location is None:
            raise ValidationException(f"box {box.box_no} has no location {record.loc_no}", field="location")
        return location


def _known(records: Mapping[str, Record], name: str, kind: str, field: str) -> Record:
    """The record of this name.

    Raises:
        ValidationException: it is not among the imported ones.
    """
    if name not in records:
        raise ValidationException(f"{kind} {name} is not among the imported ones", field=field)
    return records[name]
