"""Merges a duplicate into the part that stays: stock, documents, kits and lists follow, as one batch with one undo.

The duplicate is archived and names the part that stays; its ledger lines keep its name, because the ledger is never
rewritten, and the history of the part that stays shows them (docs/adr/0007).
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.exceptions import InvalidOperationException, RecordNotFoundException
from app.models import Part, PartLocation, StockMovement
from app.services.batch_service import BatchService
from app.services.lookups import find_part
from app.services.merge_lists import KitLines, PickLines, ShoppingLines
from app.services.merge_rows import move_documents, move_offers, move_other_rows
from app.services.stock_service import StockChange
from app.utils.time import Clock

FILLED = (
    *("manufacturer_code", "manufacturer", "type_id", "product_page", "package", "pin_count", "pin_pitch"),
    *("voltage_rating", "input_voltage", "output_voltage", "mounting_type", "series", "dimensions", "size_class"),
)
"""Fields that the part that stays takes over where its own are empty."""


class MergeService:
    """Merges parts of one unit of work."""

    def __init__(self, session: Session, batches: BatchService, clock: Clock) -> None:
        self._session = session
        self._batches = batches
        self._clock = clock

    def merge(self, duplicate_key: str, into_key: str) -> StockChange:
        """Let everything of `duplicate_key` become `into_key`'s and archive the duplicate.

        Raises:
            RecordNotFoundException: no such part.
            InvalidOperationException: a part with itself, an archived or merged one, or lists that hold both parts in
                different states; names the list and what to do.
        """
        duplicate, kept = self._pair(duplicate_key, into_key)
        operation = f"merge {duplicate.key} into {kept.key}"
        note = f"Merged {duplicate.key} into {kept.key}"
        batch = self._batches.open("merge", note=note, reference=kept.key)
        ShoppingLines(self._session, duplicate, kept).move(operation)
        KitLines(self._session, duplicate, kept).move()
        PickLines(self._session, duplicate, kept).move()
        move_documents(self._session, duplicate, kept)
        move_offers(self._session, duplicate, kept)
        move_other_rows(self._session, duplicate, kept)
        movements = self._carry_stock(duplicate, kept, batch.id)
        self._fill(duplicate, kept)
        duplicate.archived_at, duplicate.merged_into_id = self._clock(), kept.id
        self._session.flush()
        return StockChange(batch.id, kept.key, tuple(movement.id for movement in movements), note)

    def _pair(self, duplicate_key: str, into_key: str) -> tuple[Part, Part]:
        """Both parts, locked in a fixed order so that two merges cannot wait for each other for ever."""
        duplicate, kept = find_part(self._session, duplicate_key), find_part(self._session, into_key)
        operation = f"merge {duplicate.key} into {kept.key}"
        if duplicate.id == kept.id:
            raise InvalidOperationException(operation, "that is the same part")
        ids = sorted((duplicate.id, kept.id))
        locked = self._session.scalars(
            select(Part)
            .where(Part.id.in_(ids))
            .order_by(Part.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).all()
        if len(locked) != len(ids):
            raise RecordNotFoundException("Part", duplicate_key)
        for part in (duplicate, kept):
            if part.merged_into_id is not None:
                other = self._session.get_one(Part, part.merged_into_id)
                raise InvalidOperationException(operation, f"{part.key} was merged into {other.key} already")
            if part.archived_at is not None:
                raise InvalidOperationException(operation, f"{part.key} is archived; restore it first")
        return duplicate, kept

    def _carry_stock(self, duplicate: Part, kept: Part, batch_id: int) -> Sequence[StockMovement]:
        """The units stay in their slots and change their name: out of one part, into the other, which is no usage."""
        now, note = self._clock(), f"{duplicate.key} became {kept.key}"
        held = self._session.scalars(
            select(PartLocation)
            .where(PartLocation.part_id == duplicate.id)
            .order_by(PartLocation.location_id)
            .with_for_update()
        ).all()
        movements = [
            StockMovement(
                part_id=part.id,
                location_id=balance.location_id,
                delta=delta,
                reason=reason,
                actor=self._batches.actor,
                batch_id=batch_id,
                reference=f"merge {duplicate.key} {kept.key}",
                note=note,
                occurred_at=now,
            )
            for balance in held
            for part, delta, reason in (
                (duplicate, -balance.quantity, "move_out"),
                (kept, balance.quantity, "move_in"),
            )
        ]
        self._session.add_all(movements)
        self._session.flush()
        return movements

    @staticmethod
    def _fill(duplicate: Part, kept: Part) -> None:
        for name in FILLED:
            if getattr(kept, name) is None:
                setattr(kept, name, getattr(duplicate, name))
        if kept.unit_price is None:
            kept.unit_price, kept.currency = duplicate.unit_price, duplicate.currency
        least = [part.minimum_quantity for part in (kept, duplicate) if part.minimum_quantity is not None]
        kept.minimum_quantity = max(least) if least else None
        for name in ("tags", "storage_needs"):
            both = list(dict.fromkeys([*getattr(kept, name), *getattr(duplicate, name)]))
            if both != getattr(kept, name):
                setattr(kept, name, both)
