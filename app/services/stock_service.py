"""Stock: every way in which units enter, leave or change their slot. All of it goes through the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from app.domain.catalogue.text_rules import clean_text
from app.exceptions import (
    InsufficientQuantityException,
    InvalidOperationException,
    ReservedStockException,
    ValidationException,
)
from app.models import Box, Location, Part, PartLocation, PickListLine, StockMovement
from app.services.batch_service import BatchService
from app.services.lookups import find_location, find_part
from app.services.metrics_service import MetricsService
from app.services.reservation_service import ReservationService
from app.services.sorting import Sorts, ordered_by
from app.utils.time import Clock

SORTS: Sorts = {
    "location": tuple_(Box.box_no, Location.loc_no),
    "quantity": PartLocation.quantity.expression,
}
MAX_QUANTITY = 1_000_000_000
"""Most units a slot can hold; above it the input is taken for a mistake (and the database's integer would overflow)."""


@dataclass(frozen=True)
class StockChange:
    """What a stock operation did: the batch to undo it with, the ledger lines, and a sentence for people."""

    batch_id: int
    part_key: str
    movement_ids: tuple[int, ...]
    message: str


class StockService:
    """Receive, use, move, count and adjust stock of one unit of work."""

    def __init__(
        self,
        session: Session,
        batches: BatchService,
        reservations: ReservationService,
        clock: Clock,
        metrics: MetricsService,
    ) -> None:
        self._session = session
        self._batches = batches
        self._reservations = reservations
        self._clock = clock
        self._metrics = metrics

    def receive(
        self,
        part_key: str,
        location: str,
        quantity: int,
        *,
        note: str | None = None,
        reference: str | None = None,
        occurred_at: datetime | None = None,
    ) -> StockChange:
        """Put `quantity` units of a part into a slot.

        Raises:
            RecordNotFoundException: unknown part or slot. ValidationException: quantity below 1 or absurd.
            InvalidOperationException: the part or box is archived, or the slot is locked.
        """
        part, slot = find_part(self._session, part_key), find_location(self._session, location)
        self._require_open("receive", part, slot)
        self._require_quantity(quantity, self._held(part, slot))
        movement = self._line(
            part, slot, quantity, "receive", kind="receive", note=note, reference=reference, occurred_at=occurred_at
        )
        self._metrics.quantity_changed("add", quantity)
        return self._changed(part, [movement], f"Received {quantity} of {part.key} into {slot.label}")

    def use(
        self,
        part_key: str,
        location: str,
        quantity: int,
        *,
        reason: str = "use",
        note: str | None = None,
        reference: str | None = None,
        occurred_at: datetime | None = None,
        beyond_reserved: bool = False,
    ) -> StockChange:
        """Take `quantity` units out of a slot because they were consumed; `reason` is use, scrap or repair.

        `beyond_reserved` takes units that kits hold, too; what is broken is broken, so scrap never asks.

        Raises:
            RecordNotFoundException: unknown part or slot. ValidationException: quantity below 1 or unknown reason.
            InsufficientQuantityException: the slot holds fewer units.
            ReservedStockException: kits hold them; names the kits.
        """
        if reason not in {"use", "scrap", "repair"}:
            raise ValidationException(f"'{reason}' is not a reason; choose use, scrap or repair", field="reason")
        part, slot = find_part(self._session, part_key), find_location(self._session, location)
        self._require_quantity(quantity, 0)
        self._require_held(part, slot, quantity)
        if reason != "scrap" and not beyond_reserved:
            self._require_free(part, quantity)
        movement = self._line(
            part, slot, -quantity, reason, kind=reason, note=note, reference=reference, occurred_at=occurred_at
        )
        self._metrics.quantity_changed("remove", quantity)
        verb = {"use": "Used", "scrap": "Scrapped", "repair": "Used for repair"}[reason]
        return self._changed(part, [movement], f"{verb} {quantity} of {part.key} from {slot.label}")

    def pick(self, part: Part, slot: Location, quantity: int, *, reference: str) -> StockMovement:
        """Take `quantity` units out of a slot for a kit; `reference` names the pick list or build.

        Raises:
            ValidationException: quantity below 1. InsufficientQuantityException: the slot holds fewer units.
        """
        self._require_quantity(quantity, 0)
        self._require_held(part, slot, quantity)
        movement = self._line(part, slot, -quantity, "pick", kind="pick", note=None, reference=reference)
        self._metrics.quantity_changed("remove", quantity)
        return movement

    def move(
        self,
        part_key: str,
        source: str,
        destination: str,
        quantity: int,
        *,
        note: str | None = None,
        beyond_reserved: bool = False,
    ) -> StockChange:
        """Carry `quantity` units from one slot to another; both ledger lines stand or fall together.

        `beyond_reserved` carries units away that an open pick list takes from the slot, too.

        Raises:
            RecordNotFoundException, ValidationException, InsufficientQuantityException: as for `use` and `receive`.
            ReservedStockException: open pick lists take them from this slot; names the lists.
            InvalidOperationException: source and destination are the same slot, or the destination is locked.
        """
        part = find_part(self._session, part_key)
        origin, target = find_location(self._session, source), find_location(self._session, destination)
        if origin.id == target.id:
            raise InvalidOperationException(f"move {part.key}", f"{origin.label} is both source and destination")
        self._require_open("move", part, target)
        # Balances are locked in id order, as everywhere, so that two opposite moves cannot deadlock.
        for slot in sorted((origin, target), key=lambda location: location.id):
            self._held(part, slot)
        self._require_quantity(quantity, self._held(part, target))
        self._require_held(part, origin, quantity)
        if not beyond_reserved:
            self._require_not_promised(part, origin, quantity)
        out = self._line(part, origin, -quantity, "move_out", kind="move", note=note)
        into = self._line(part, target, quantity, "move_in", kind="move", note=note, occurred_at=out.occurred_at)
        return self._changed(part, [out, into], f"Moved {quantity} of {part.key} from {origin.label} to {target.label}")

    def count(self, part_key: str, location: str, counted: int, *, note: str | None = None) -> StockChange:
        """Record that `counted` units were found; the difference becomes a `count` movement, none when it agrees.

        Raises:
            RecordNotFoundException: unknown part or slot.
            ValidationException: a negative or absurd count, or a note that cannot be kept.
        """
        note = clean_text(note, "note")
        if not 0 <= counted <= MAX_QUANTITY:
            raise ValidationException(f"A count must be between 0 and {MAX_QUANTITY}, not {counted}", field="counted")
        part, slot = find_part(self._session, part_key), find_location(self._session, location)
        held = self._held(part, slot)
        if counted == held:
            batch = self._batches.open("count", note=f"{part.key} at {slot.label}: counted {counted}, as recorded")
            return StockChange(batch.id, part.key, (), f"Counted {counted} of {part.key} at {slot.label}, as recorded")
        movement = self._line(part, slot, counted - held, "count", kind="count", note=note)
        message = f"Counted {counted} of {part.key} at {slot.label}, {held} were recorded"
        return self._changed(part, [movement], message)

    def adjust(self, part_key: str, location: str, delta: int, *, note: str) -> StockChange:
        """Correct a balance by `delta` units, with the reason in words.

        Raises:
            ValidationException: delta of 0 or no note. InsufficientQuantityException: the slot holds fewer units.
            RecordNotFoundException: unknown part or slot.
        """
        if not note.strip():
            raise ValidationException("Say in a few words why the stock is adjusted", field="note")
        part, slot = find_part(self._session, part_key), find_location(self._session, location)
        self._require_quantity(abs(delta), max(self._held(part, slot), 0) if delta > 0 else 0)
        if delta < 0:
            self._require_held(part, slot, -delta)
        else:
            self._require_open("adjust", part, slot)
        movement = self._line(part, slot, delta, "adjust", kind="adjust", note=note)
        return self._changed(part, [movement], f"Adjusted {part.key} at {slot.label} by {delta:+d}")

    def stock_of(self, part_key: str, *, sort: str = "location") -> list[PartLocation]:
        """Balances of a part, by box and slot unless `sort` says otherwise; empty when nothing is held.

        Raises:
            RecordNotFoundException: unknown part. ValidationException: an unknown sort order.
        """
        part = find_part(self._session, part_key)
        query = (
            select(PartLocation)
            .join(PartLocation.location)
            .join(Location.box)
            .where(PartLocation.part_id == part.id)
            .order_by(*ordered_by(sort, SORTS, PartLocation.id.expression))
        )
        return list(self._session.scalars(query).all())

    def _held(self, part: Part, location: Location) -> int:
        """Units of the part in the slot, the balance row locked until the transaction ends."""
        query = (
            select(PartLocation.quantity)
            .where(PartLocation.part_id == part.id, PartLocation.location_id == location.id)
            .with_for_update()
        )
        return self._session.scalar(query) or 0

    def _require_held(self, part: Part, location: Location, quantity: int) -> None:
        held = self._held(part, location)
        if held < quantity:
            raise InsufficientQuantityException(quantity, held, location.label)

    def _require_free(self, part: Part, quantity: int) -> None:
        """Kits hold units of the part as a whole, whatever slot they lie in; takers of one part come one by one."""
        self._session.execute(select(Part.id).where(Part.id == part.id).with_for_update(key_share=True))
        claims = self._reservations.claims(part.key)
        if not claims:
            return
        total = select(func.coalesce(func.sum(PartLocation.quantity), 0)).where(PartLocation.part_id == part.id)
        free = max((self._session.scalar(total) or 0) - sum(claim.units for claim in claims), 0)
        if quantity > free:
            holders = {f"kit {claim.kit.name}": claim.units for claim in claims}
            raise ReservedStockException(f"take {quantity} of {part.key}", free, "of them", holders)

    def _require_not_promised(self, part: Part, location: Location, quantity: int) -> None:
        """Units that an open pick list takes from this slot stay in it."""
        lines = (
            select(PickListLine.pick_list_id, func.sum(PickListLine.quantity_to_pick))
            .where(PickListLine.part_id == part.id, PickListLine.location_id == location.id)
            .where(PickListLine.status == "open")
            .group_by(PickListLine.pick_list_id)
            .order_by(PickListLine.pick_list_id)
        )
        promised = {f"pick list {number}": int(units) for number, units in self._session.execute(lines)}
        free = max(self._held(part, location) - sum(promised.values()), 0)
        if promised and quantity > free:
            raise ReservedStockException(
                f"move {quantity} of {part.key}", free, f"of those at {location.label}", promised
            )

    @staticmethod
    def _require_quantity(quantity: int, held: int) -> None:
        if quantity < 1:
            raise ValidationException(f"The quantity must be at least 1, not {quantity}", field="quantity")
        if held + quantity > MAX_QUANTITY:
            raise ValidationException(f"A slot holds at most {MAX_QUANTITY} units", field="quantity")

    @staticmethod
    def _require_open(operation: str, part: Part, location: Location) -> None:
        if part.archived_at is not None:
            raise InvalidOperationException(f"{operation} {part.key}", "the part is archived; restore it first")
        if location.is_locked:
            raise InvalidOperationException(f"{operation} {part.key}", f"location {location.label} is locked")
        if location.box.archived_at is not None:
            raise InvalidOperationException(f"{operation} {part.key}", f"box {location.box.box_no} is archived")

    def _line(
        self,
        part: Part,
        location: Location,
        delta: int,
        reason: str,
        *,
        kind: str,
        note: str | None,
        reference: str | None = None,
        occurred_at: datetime | None = None,
    ) -> StockMovement:
        now = self._clock()
        if occurred_at is not None and occurred_at > now:
            raise ValidationException("Stock cannot change in the future; check the date", field="occurred_at")
        movement = StockMovement(
            part_id=part.id,
            location_id=location.id,
            delta=delta,
            reason=reason,
            actor=self._batches.actor,
            batch_id=self._batches.open(kind, reference=reference).id,
            reference=reference,
            note=note,
            occurred_at=occurred_at or now,
        )
        self._session.add(movement)
        self._session.flush()
        return movement

    def _changed(self, part: Part, movements: Sequence[StockMovement], message: str) -> StockChange:
        return StockChange(movements[0].batch_id, part.key, tuple(m.id for m in movements), message)
