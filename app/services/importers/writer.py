"""Writes neutral records into the store: matches what is there, creates, updates, restores - all in the open batch.

A row that the store refuses becomes a problem of severity error; what depends on it is refused with it. Parts,
boxes and offers are stored with a few statements, because a table may hold ten thousand of them.
"""

from collections.abc import Callable
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.importing.records import KitRecord, SellerRecord, SourceData
from app.exceptions import BinsightError
from app.models import AttachmentSet, Box, Kit, KitContent, Part, Seller
from app.services.importers.box_writer import BoxWriter
from app.services.importers.offer_writer import OfferWriter
from app.services.importers.part_writer import PartWriter
from app.services.importers.report import Action, ImportReport, Problem, RowVerdict

_SHOWN = 200
"""Characters of a description that a verdict repeats."""


class CatalogueWriter:
    """Parts, boxes, sellers, offers and kits of one import; the maps lead from its names to the store."""

    def __init__(self, session: Session, parts: PartWriter, boxes: BoxWriter) -> None:
        self._session = session
        self._parts = parts
        self._offers = OfferWriter(session)
        self._boxes = boxes
        self.sellers: dict[str, Seller] = {}
        self.kits: dict[str, Kit] = {}

    @property
    def part_ids(self) -> dict[str, Part]:
        """Parts of the store by the source's names."""
        return self._parts.by_ref

    @property
    def boxes(self) -> dict[str, Box]:
        """Boxes of the store by the source's names."""
        return self._boxes.by_ref

    def write(self, data: SourceData, report: ImportReport) -> None:
        """Write everything but stock, in the order in which records need each other."""
        self._report = report
        self._parts.prepare(data.parts)
        for part in data.parts:
            told = str(part.fields.get("description") or part.called or "")[:_SHOWN]
            self._guarded(part.where, "parts", part.ref, partial(self._parts.write, part), told)
        self._parts.store()
        self._boxes.prepare(data.boxes)
        for box in data.boxes:
            self._guarded(box.where, "boxes", box.ref, partial(self._boxes.write, box))
        self._boxes.store()
        for seller in data.sellers:
            self._guarded(seller.where, "sellers", seller.name, partial(self._seller, seller))
        self._offers.prepare(self.part_ids, self.sellers)
        for offer in data.offers:
            self._guarded(offer.where, "part_sellers", offer.part, partial(self._offers.write, offer))
        self._offers.store()
        for kit in data.kits:
            self._guarded(kit.where, "kits", kit.name, partial(self._kit, kit))
        self._session.flush()

    def refuse(self, where: str, kind: str, key: str, message: str, field: str | None = None) -> None:
        """Note a row that cannot be written."""
        self._report.problems.append(Problem(where, field, message, "error"))
        self._report.verdicts.append(RowVerdict(where, kind, key, "refuse", message))

    def _guarded(self, where: str, kind: str, key: str, write: Callable[[], Action | None], message: str = "") -> None:
        try:
            action = write()
        except BinsightError as error:
            self.refuse(where, kind, key, error.message, getattr(error, "field", None))
            return
        if action is not None:
            self._report.verdicts.append(RowVerdict(where, kind, key, action, message))

    def _seller(self, record: SellerRecord) -> Action:
        seller = self._session.scalar(select(Seller).where(func.lower(Seller.name) == record.name.lower()))
        action: Action = "skip"
        if seller is None:
            seller = Seller(name=record.name[:255], website=record.website)
            self._session.add(seller)
            self._session.flush()
            action = "create"
        self.sellers[record.ref] = seller
        return action

    def _kit(self, record: KitRecord) -> Action | None:
        unknown = [part for part, _, _ in record.lines if part not in self.part_ids]
        if unknown:
            self.refuse(record.where, "kits", record.name, f"part {unknown[0]} is not among the imported ones", "part")
            return None
        kit = self._session.scalar(select(Kit).where(func.lower(Kit.name) == record.name.lower()))
        if kit is not None:
            self.kits[record.name] = kit
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
        self.kits[record.name] = kit
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
