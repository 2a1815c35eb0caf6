"""Undo: takes a whole batch back by compensating movements and reversed row changes, or says what prevents it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.exceptions import InvalidOperationException, RecordNotFoundException, UndoConflictException
from app.models import Batch, PartLocation, StockMovement
from app.services.attachment_bytes import AttachmentBytes
from app.services.batch_service import BatchService
from app.services.change_reverser import ChangeReverser
from app.utils.time import Clock


@dataclass(frozen=True)
class UndoResult:
    """The batch taken back, the batch that did it, how many movements it compensated, and what was left in place."""

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
        """Take `batch_id` back as one.

        Raises:
            RecordNotFoundException: no such batch.
            InvalidOperationException: it was undone before, or it is demo data.
            UndoConflictException: later changes make it impossible; names each.
        """
        batch = self._lock(batch_id)
        self._refuse_repeat(batch)
        movements = self._batches.movements(batch_id)
        self._refuse_missing_stock(batch, movements)
        undo = self._batches.open_undo(batch_id)
        self._compensate(undo, movements)
        left = ChangeReverser(self._session, self._clock, self._stored).reverse(batch)
        return UndoResult(batch_id, undo.id, len(movements), tuple(left))

    def _lock(self, batch_id: int) -> Batch:
        batch = self._session.scalar(select(Batch).where(Batch.id == batch_id).with_for_update())
        if batch is None:
            raise RecordNotFoundException("Batch", batch_id)
        return batch

    def _refuse_repeat(self, batch: Batch) -> None:
        earlier = self._batches.undone_by(batch.id)
        if earlier is not None:
            raise InvalidOperationException(f"undo batch {batch.id}", f"batch {earlier.id} undid it already")
        if batch.kind == "demo":
            raise InvalidOperationException(
                f"undo batch {batch.id}", "it is the demo data; start with a fresh home (--home) instead"
            )

    def _refuse_missing_stock(self, batch: Batch, movements: Sequence[StockMovement]) -> None:
        """Units that came in must still be there to be taken back out."""
        taken_back: dict[tuple[int, int], int] = defaultdict(int)
        for movement in movements:
            taken_back[movement.part_id, movement.location_id] += movement.delta
        conflicts = []
        for (part_id, location_id), quantity in sorted(taken_back.items()):
            if quantity > 0:
                held = self._held(part_id, location_id)
                if held < quantity:
                    conflicts.append(self._describe_shortage(batch, part_id, location_id, quantity, held))
        if conflicts:
            raise UndoConflictException(batch.id, conflicts)

    def _held(self, part_id: int, location_id: int) -> int:
        query = (
            select(PartLocation.quantity)
            .where(PartLocation.part_id == part_id, PartLocation.location_id == location_id)
            .with_for_update()
        )
        return self._session.scalar(query) or 0

    def _describe_shortage(self, batch: Batch, part_id: int, location_id: int, quantity: int, held: int) -> str:
        later = self._session.scalars(
            select(StockMovement)
            .where(
                StockMovement.part_id == part_id,
                StockMovement.location_id == location_id,
                StockMovement.batch_id > batch.id,
                StockMovement.delta < 0,
            )
            .order_by(StockMovement.id)
        ).all()
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
