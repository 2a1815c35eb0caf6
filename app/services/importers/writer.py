"""Writes neutral records into the store: matches what is there, creates, updates, restores - all in the open batch.

A row that the store refuses becomes a problem of severity error; what depends on it is refused with it.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.importing.records import BoxRecord, KitRecord, OfferRecord, PartRecord, SellerRecord, SourceData
from app.exceptions import BinsightError
from app.models import AttachmentSet, Box, Kit, KitContent, Part, PartSeller, PartType, Seller
from app.services.box_service import BoxService
from app.services.importers.report import Action, ImportReport, Problem, RowVerdict
from app.services.part_service import PartService
from app.services.type_service import TypeService
from app.utils.time import Clock


class CatalogueWriter:
    """Parts, boxes, sellers, offers and kits of one import; the maps lead from its names to the store."""

    def __init__(
        self, session: Session, parts: PartService, boxes: BoxService, types: TypeService, clock: Clock
    ) -> None:
        self._session = session
        self._parts = parts
        self._boxes = boxes
        self._types = types
        self._clock = clock
        self.part_ids: dict[str, Part] = {}
        self.boxes: dict[str, Box] = {}
        self._sellers: dict[str, Seller] = {}
        self._known_types: dict[str, PartType] = {}

    def write(self, data: SourceData, report: ImportReport) -> None:
        """Write everything but stock, in the order in which records need each other."""
        self._report = report
        for part in data.parts:
            self._guarded(part.where, "parts", part.ref, partial(self._part, part))
        for box in data.boxes:
            self._guarded(box.where, "boxes", box.ref, partial(self._box, box))
        for seller in data.sellers:
            self._guarded(seller.where, "sellers", seller.name, partial(self._seller, seller))
        for offer in data.offers:
            self._guarded(offer.where, "part_sellers", offer.part, partial(self._offer, offer))
        for kit in data.kits:
            self._guarded(kit.where, "kits", kit.name, partial(self._kit, kit))
        self._session.flush()

    def refuse(self, where: str, kind: str, key: str, message: str, field: str | None = None) -> None:
        """Note a row that cannot be written."""
        self._report.problems.append(Problem(where, field, message, "error"))
        self._report.verdicts.append(RowVerdict(where, kind, key, "refuse", message))

    def _guarded(self, where: str, kind: str, key: str, write: Callable[[], Action | None]) -> None:
        try:
            action = write()
        except BinsightError as error:
            self.refuse(where, kind, key, error.message, getattr(error, "field", None))
            return
        if action is not None:
            self._report.verdicts.append(RowVerdict(where, kind, key, action))

    def _part(self, record: PartRecord) -> Action | None:
        if record.ref in self.part_ids:
            self.refuse(
                record.where, "parts", record.ref, f"part {record.ref} comes twice; keep one of the rows", "key"
            )
            return None
        fields = record.fields | {"type_id": self._type_id(record.type_name)}
        part = self._find_part(record)
        action: Action = "create"
        if part is None:
            part = self._parts.create(key=record.key, **fields)
            part.external_ref = record.external_ref
        else:
            changes = _changes(part, fields)
            action = "update" if changes or self._is_back(part, is_wanted=not record.is_archived) else "skip"
            self._parts.update(part.key, changes)
        if record.is_archived and part.archived_at is None:
            part.archived_at = self._clock()
        self.part_ids[record.ref] = part
        return action

    def _find_part(self, record: PartRecord) -> Part | None:
        if record.external_ref is not None:
            return self._session.scalar(select(Part).where(Part.external_ref == record.external_ref))
        return self._session.scalar(select(Part).where(Part.key == record.key))

    @staticmethod
    def _is_back(row: Part | Box, *, is_wanted: bool) -> bool:
        """Bring a row back that an undone import had archived; says whether it was away."""
        if row.archived_at is None or not is_wanted:
            return False
        row.archived_at = None
        return True

    def _type_id(self, name: str | None) -> int | None:
        if name is None:
            return None
        if name.lower() not in self._known_types:
            self._known_types[name.lower()] = self._types.get_or_create(name)
        return self._known_types[name.lower()].id

    def _box(self, record: BoxRecord) -> Action | None:
        if record.ref in self.boxes:
            self.refuse(record.where, "boxes", record.ref, f"box {record.ref} comes twice; keep one row", "box_no")
            return None
        match = Box.external_ref == record.external_ref if record.external_ref else Box.box_no == record.number
        box = self._session.scalar(select(Box).where(match))
        action: Action = "create"
        if box is None:
            box = self._boxes.create(record.description, record.capacity, box_no=record.number)
            box.external_ref = record.external_ref
        else:
            is_changed = self._is_back(box, is_wanted=True)
            if box.capacity < record.capacity:
                self._boxes.resize(box.box_no, record.capacity)
                is_changed = True
            if box.description != record.description:
                self._boxes.update(box.box_no, {"description": record.description})
                is_changed = True
            action = "update" if is_changed else "skip"
        self.boxes[record.ref] = box
        return action

    def _seller(self, record: SellerRecord) -> Action:
        seller = self._session.scalar(select(Seller).where(func.lower(Seller.name) == record.name.lower()))
        action: Action = "skip"
        if seller is None:
            seller = Seller(name=record.name[:255], website=record.website)
            self._session.add(seller)
            self._session.flush()
            action = "create"
        self._sellers[record.ref] = seller
        return action

    def _offer(self, record: OfferRecord) -> Action | None:
        part, seller = self.part_ids.get(record.part), self._sellers.get(record.seller)
        if part is None or seller is None:
            what = f"part {record.part}" if part is None else f"seller {record.seller}"
            self.refuse(
                record.where, "part_sellers", record.part, f"{what} is not among the imported ones", "seller_id"
            )
            return None
        match = select(PartSeller).where(PartSeller.part_id == part.id, PartSeller.seller_id == seller.id)
        offer = self._session.scalar(match.where(PartSeller.sku.is_not_distinct_from(record.sku)))
        values = {
            "link": record.link,
            "price_breaks": list(record.price_breaks),
            "minimum_quantity": record.minimum_quantity,
        }
        if offer is None:
            self._session.add(PartSeller(part_id=part.id, seller_id=seller.id, sku=record.sku, **values))
            self._session.flush()
            return "create"
        changes = _changes(offer, values)
        for name, value in changes.items():
            setattr(offer, name, value)
        return "update" if changes else "skip"

    def _kit(self, record: KitRecord) -> Action | None:
        unknown = [part for part, _, _ in record.lines if part not in self.part_ids]
        if unknown:
            self.refuse(record.where, "kits", record.name, f"part {unknown[0]} is not among the imported ones", "part")
            return None
        kit = self._session.scalar(select(Kit).where(func.lower(Kit.name) == record.name.lower()))
        if kit is not None:
            return "update" if self._update_kit(kit, record) else "skip"
        kit = Kit(
            name=record.name,
            description=record.description,
            build_target=record.build_target,
            status="archived" if record.archived_at else "active",
            archived_at=record.archived_at,
            attachment_set=AttachmentSet(),
        )
        kit.contents = [
            KitContent(part=self.part_ids[part], required_per_unit=required, note=note)
            for part, required, note in record.lines
        ]
        self._session.add(kit)
        self._session.flush()
        return "create"

    def _update_kit(self, kit: Kit, record: KitRecord) -> bool:
        """Lines are added and their quantities follow the source; lines of one's own stay."""
        held = {content.part_id: content for content in kit.contents}
        is_changed = False
        for ref, required, note in record.lines:
            part = self.part_ids[ref]
            content = held.get(part.id)
            if content is None:
                kit.contents.append(KitContent(part=part, required_per_unit=required, note=note))
                is_changed = True
            elif content.required_per_unit != required:
                content.required_per_unit = required
                is_changed = True
        self._session.flush()
        return is_changed


def _changes(row: Any, fields: dict[str, Any]) -> dict[str, Any]:
    """Fields that differ from what the row has."""
    return {name: value for name, value in fields.items() if _plain(getattr(row, name)) != _plain(value)}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return None if value == "" or (isinstance(value, str) and not value.strip()) else value
