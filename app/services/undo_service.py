"""Undo: takes a batch, or one line of the ledger, back by compensating movements and reversed row changes.

Where that is impossible it says what prevents it.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import exists, insert, select
from sqlalchemy.orm import Session, aliased

from app.exceptions import InvalidOperationException, UndoConflictException
from app.models import Batch, BatchChange, Part, PartLocation, StockMovement
from app.services.attachment_bytes import AttachmentBytes
from app.services.batch_service import BatchService
from app.services.change_reverser import ChangeReverser
from app.services.lookups import find_by_id
from app.utils.time import Clock


@dataclass(frozen=True)
class UndoResult:
    """The batch in question, the batch that took it back, how many movements it compensated, what was left in place."""

    batch: int
    undo_batch: int
    compensated: int
    left: tuple[str, ...]


class UndoService:
    """Compensates batches; the ledger keeps both sides."""

    def __init__(self, session: Session, batches: BatchService, clock: Clock, stored: AttachmentBytes) -> None:
        self._session = session
        self._batches = batches
        self._clock = clock
        self._stored = stored

    def undo(self, batch_id: int) -> UndoResult:
        """Take `batch_id` back as one; lines of it that were taken back one by one stay so.

        Raises:
            RecordNotFoundException: no such batch.
            InvalidOperationException: it was undone before, as one or line by line, or it is demo data.
            UndoConflictException: later changes make it impossible; names each.
        """
        batch = self._batches.get(batch_id, lock=True)
        self._refuse_repeat(batch)
        written = self._batches.movements(batch_id)
        movements = self._in_force(written)
        if written and not movements and not self._has_changes(batch):
            raise InvalidOperationException(f"undo batch {batch_id}", "each of its lines was taken back already")
        self._refuse_missing_stock(batch, movements)
        undo = self._batches.open_undo(batch_id)
        self._compensate(undo, movements)
        left = ChangeReverser(self._session, self._clock, self._stored).reverse(batch)
        return UndoResult(batch_id, undo.id, len(movements), tuple(left))

    def undo_line(self, movement_id: int) -> UndoResult:
        """Take one line of the ledger back and leave the rest of its batch; of a move both lines.

        Raises:
            RecordNotFoundException: no such line.
            InvalidOperationException: it was taken back before, is demo data, or its batch changed other records too.
            UndoConflictException: the units it brought are gone; names who took them.
        """
        movement = find_by_id(self._session, StockMovement, movement_id, "Ledger line")
        batch = self._batches.get(movement.batch_id, lock=True)
        self._refuse_partial(batch, movement)
        lines = self._in_force(self._with_other_half(movement))
        if not lines:
            raise InvalidOperationException(f"undo ledger line {movement.id}", "it was taken back already")
        self._refuse_missing_stock(batch, lines)
        undo = self._batches.open("undo_line", reference=f"movement {movement.id}")
        self._compensate(undo, lines)
        return UndoResult(batch.id, undo.id, len(lines), ())

    def _refuse_repeat(self, batch: Batch) -> None:
        earlier = self._batches.undone_by(batch.id)
        if earlier is not None:
            raise InvalidOperationException(f"undo batch {batch.id}", f"batch {earlier.id} undid it already")
        self._refuse_demo(batch, f"undo batch {batch.id}")

    @staticmethod
    def _refuse_demo(batch: Batch, operation: str) -> None:
        if batch.kind == "demo":
            raise InvalidOperationException(operation, "it is demo data; start with a fresh home (--home) instead")

    def _refuse_partial(self, batch: Batch, movement: StockMovement) -> None:
        """A line that other records rely on, such as a picked line of a list, goes back with them or not at all."""
        operation = f"undo ledger line {movement.id}"
        self._refuse_demo(batch, operation)
        if movement.reason == "undo":
            raise InvalidOperationException(operation, f"it is an undo itself; undo its batch {batch.id} instead")
        if self._has_changes(batch):
            raise InvalidOperationException(
                operation, f"batch {batch.id} changed other records with it; undo the batch as a whole"
            )

    def _has_changes(self, batch: Batch) -> bool:
        return bool(self._session.scalar(select(exists().where(BatchChange.batch_id == batch.id))))

    def _with_other_half(self, movement: StockMovement) -> list[StockMovement]:
        """The line itself, or both lines of a move."""
        if movement.reason not in {"move_out", "move_in"}:
            return [movement]
        lines = self._batches.movements(movement.batch_id)
        # The two lines of one move are written one after the other, the one that leaves first.
        outgoing = [line for line in lines if line.reason == "move_out" and line.part_id == movement.part_id]
        incoming = [line for line in lines if line.reason == "move_in" and line.part_id == movement.part_id]
        return next([*pair] for pair in zip(outgoing, incoming, strict=True) if movement in pair)

    def _in_force(self, movements: Sequence[StockMovement]) -> list[StockMovement]:
        """Those that still count: not taken back, or taken back and put in force again; then the last of the chain."""
        last = {movement.id: movement for movement in movements}
        is_in_force = dict.fromkeys(last, True)
        begun_by = {movement.id: movement.id for movement in movements}
        newest = list(last)
        while newest:
            undos = self._session.scalars(
                select(StockMovement).where(StockMovement.undoes_movement_id.in_(newest))
            ).all()
            for undo in undos:
                first = begun_by[undo.id] = begun_by[cast("int", undo.undoes_movement_id)]
                last[first], is_in_force[first] = undo, not is_in_force[first]
            newest = [undo.id for undo in undos]
        return [last[first] for first, counts in is_in_force.items() if counts]

    def _refuse_missing_stock(self, batch: Batch, movements: Sequence[StockMovement]) -> None:
        """Units that came in must still be there to be taken back out."""
        taken_back: dict[tuple[int, int], int] = defaultdict(int)
        for movement in movements:
            taken_back[movement.part_id, movement.location_id] += movement.delta
        conflicts = self._merged_since(
            batch, {part_id for (part_id, _), quantity in taken_back.items() if quantity < 0}
        )
        for (part_id, location_id), quantity in sorted(taken_back.items()):
            if quantity > 0:
                held = self._held(part_id, location_id)
                if held < quantity:
                    conflicts.append(self._describe_shortage(batch, part_id, location_id, quantity, held))
        if conflicts:
            raise UndoConflictException(batch.id, conflicts)

    def _merged_since(self, batch: Batch, part_ids: Collection[int]) -> list[str]:
        """Nothing goes back into a part that has become another one meanwhile, unless the merge itself is undone."""
        if batch.kind == "merge":
            return []
        kept = aliased(Part)
        query = (
            select(Part.key, kept.key)
            .join(kept, kept.id == Part.merged_into_id)
            .where(Part.id.in_(part_ids))
            .order_by(Part.key)
        )
        return [
            f"{key} was merged into {other} since: undo the merge first" for key, other in self._session.execute(query)
        ]

    def _held(self, part_id: int, location_id: int) -> int:
        query = (
            select(PartLocation.quantity)
            .where(PartLocation.part_id == part_id, PartLocation.location_id == location_id)
            .with_for_update()
        )
        return self._session.scalar(query) or 0

    def _describe_shortage(self, batch: Batch, part_id: int, location_id: int, quantity: int, held: int) -> str:
        taken = self._session.scalars(
            select(StockMovement)
            .where(
                StockMovement.part_id == part_id,
                StockMovement.location_id == location_id,
                StockMovement.batch_id > batch.id,
                StockMovement.delta < 0,
            )
            .order_by(StockMovement.id)
        ).all()
        later = self._in_force(taken)
        takers = ", ".join(f"{m.batch_id} ({m.reason} {-m.delta})" for m in later[:5])
        first = later[0] if later else self._batches.movements(batch.id)[0]
        return f"{quantity} of {first.part.key} at {first.location.label} would have to go back and {held} are left" + (
            f": undo batch {takers} first" if takers else ""
        )

    def _compensate(self, undo: Batch, movements: Sequence[StockMovement]) -> None:
        """Mirror every movement; what puts units back is written before what takes them out."""
        now = self._clock()
        rows = [
            {
                "part_id": m.part_id,
                "location_id": m.location_id,
                "delta": -m.delta,
                "reason": "undo",
                "actor": undo.actor,
                "batch_id": undo.id,
                "reference": m.reference,
                "undoes_movement_id": m.id,
                "occurred_at": now,
            }
            for m in sorted(movements, key=lambda m: (m.delta, -m.id))
        ]
        if rows:
            self._session.execute(insert(StockMovement), rows)
            self._session.expire_all()
