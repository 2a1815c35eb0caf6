"""Batches: every write belongs to one, so that every write has an author and an undo."""

from dataclasses import dataclass

from sqlalchemy import exists, func, inspect, or_, select
from sqlalchemy.orm import Session, SessionTransaction, joinedload

from app.exceptions import RecordNotFoundException, UsedKeyException, ValidationException
from app.models import Batch, BatchChange, Location, StockMovement
from app.models.batch import BATCH_KINDS
from app.services.change_recorder import record_changes, stop_recording
from app.services.sorting import Sorts, ordered_by

MAX_BATCH_ID = 2**63 - 1
"""Largest id the store can give."""

SORTS: Sorts = {
    "id": Batch.id.expression,
    "created_at": Batch.created_at.expression,
    "kind": Batch.kind.expression,
    "actor": func.lower(Batch.actor),
}


@dataclass(frozen=True)
class BatchContents:
    """The first ledger lines and row changes of a batch, and how many there are in all."""

    movements: tuple[StockMovement, ...]
    movement_count: int
    changes: tuple[BatchChange, ...]
    change_count: int


class BatchService:
    """Opens and finds batches of one unit of work."""

    def __init__(self, session: Session, actor: str) -> None:
        self._session = session
        self._actor = actor
        self._current: Batch | None = None
        self._signature: tuple[str, str] | None = None

    @property
    def actor(self) -> str:
        """Who acts in this unit of work."""
        return self._actor

    @property
    def current_id(self) -> int | None:
        """The batch that this unit of work writes to; None where it has written nothing, or took it back.

        Known after the unit of work has ended, too, when the batch itself cannot be read again.
        """
        identity = None if self._current is None else inspect(self._current).identity
        return None if identity is None else int(identity[0])

    def open(
        self, kind: str, *, note: str | None = None, reference: str | None = None, idempotency_key: str | None = None
    ) -> Batch:
        """Start a batch; all further writes of this unit of work belong to it, nested opens included.

        The first opener wins: an importer that opens `import` keeps its one batch while it calls other services.
        """
        if self._current is None:
            batch = Batch(kind=kind, actor=self._actor, note=note, reference=reference, idempotency_key=idempotency_key)
            self.adopt(batch)
            self._current = batch
        return self._current

    def open_undo(self, batch_id: int) -> Batch:
        """Start the batch that takes `batch_id` back."""
        batch = Batch(kind="undo", actor=self._actor, undoes_batch_id=batch_id)
        self.adopt(batch)
        self._current = batch
        return batch

    def adopt(self, batch: Batch) -> None:
        """Give the batch an id and record the session's changes under it."""
        if self._signature is not None and batch.idempotency_key is None:
            batch.idempotency_key, batch.request = self._signature
            self._signature = None
        self._session.add(batch)
        self._session.flush()
        record_changes(self._session, batch.id)

    def is_empty(self, batch: Batch) -> bool:
        """Whether nothing was written under the batch so far."""
        self._session.flush()
        written = (exists().where(table.batch_id == batch.id) for table in (BatchChange, StockMovement))
        return not self._session.scalar(select(or_(*written)))

    def withdraw(self, savepoint: SessionTransaction) -> None:
        """Roll `savepoint` back with the batch that was opened in it, as if neither had been; forgets loaded rows."""
        savepoint.rollback()
        self._session.expunge_all()
        self._current = None
        stop_recording(self._session)

    def get(self, batch_id: int, *, lock: bool = False) -> Batch:
        """The batch with this id, locked until the unit of work ends where that is asked for.

        Raises:
            RecordNotFoundException: when there is none.
        """
        is_possible = 0 < batch_id <= MAX_BATCH_ID
        batch = self._session.get(Batch, batch_id, with_for_update=lock or None) if is_possible else None
        if batch is None:
            raise RecordNotFoundException("Batch", batch_id)
        return batch

    def find_by_idempotency_key(self, key: str) -> Batch | None:
        """The batch that an earlier identical request made, if any."""
        return self._session.scalar(select(Batch).where(Batch.idempotency_key == key))

    def once(self, key: str, request: str) -> Batch | None:
        """The batch that the same `request` wrote before under this key, taken back or not.

        Where there is none, the first batch of this unit of work gets the key.

        Raises:
            UsedKeyException: another request has the key.
        """
        earlier = self.find_by_idempotency_key(key)
        if earlier is None:
            self._signature = (key, request)
        elif earlier.request != request:
            raise UsedKeyException(key, earlier.id)
        return earlier

    def repeated(self, key: str | None) -> tuple[Batch | None, str | None]:
        """The batch in force that was made under this idempotency key; where there is none, the key for a new one.

        A batch that was taken back keeps its key, so that a new one gets the next of a row.
        """
        if key is None:
            return None, None
        turn, free = 1, key
        while (earlier := self.find_by_idempotency_key(free)) is not None:
            if self.last_word(earlier)[1]:
                return earlier, None
            turn += 1
            free = f"{key}:{turn}"
        return None, free

    def undone_by(self, batch_id: int) -> Batch | None:
        """The undo batch of `batch_id`, if it was taken back."""
        return self._session.scalar(select(Batch).where(Batch.undoes_batch_id == batch_id))

    def last_word(self, batch: Batch) -> tuple[Batch, bool]:
        """The end of the chain of undo batches that `batch` began, and whether `batch` is in force after all of them.

        An undo can be undone in turn, which puts the batch in force again.
        """
        last, is_in_force = batch, True
        while (undo := self.undone_by(last.id)) is not None:
            last, is_in_force = undo, not is_in_force
        return last, is_in_force

    def latest(
        self, *, kind: str | None = None, limit: int = 50, offset: int = 0, sort: str = "-id"
    ) -> tuple[list[Batch], int]:
        """Batches newest first unless `sort` says otherwise, of one kind where it is given, with the total count.

        Raises:
            ValidationException: an unknown kind or sort order.
        """
        if kind is not None and kind not in BATCH_KINDS:
            raise ValidationException(f"kind must be one of {', '.join(BATCH_KINDS)}", field="kind")
        order = ordered_by(sort, SORTS, Batch.id.expression)
        chosen = select(Batch) if kind is None else select(Batch).where(Batch.kind == kind)
        total = self._session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
        batches = self._session.scalars(chosen.order_by(*order).limit(limit).offset(offset)).all()
        return list(batches), total

    def movements(self, batch_id: int) -> list[StockMovement]:
        """Ledger lines of a batch, in the order they were written."""
        query = select(StockMovement).where(StockMovement.batch_id == batch_id).order_by(StockMovement.id)
        return list(self._session.scalars(query).all())

    def contents(self, batch_id: int, *, limit: int) -> BatchContents:
        """What the batch wrote: at most `limit` ledger lines and row changes, and how many there are in all."""
        movements = (
            select(StockMovement)
            .where(StockMovement.batch_id == batch_id)
            .options(joinedload(StockMovement.part), joinedload(StockMovement.location).joinedload(Location.box))
            .order_by(StockMovement.id)
            .limit(limit)
        )
        changes = select(BatchChange).where(BatchChange.batch_id == batch_id).order_by(BatchChange.id).limit(limit)
        counted = (
            select(func.count(StockMovement.id)).where(StockMovement.batch_id == batch_id).scalar_subquery(),
            select(func.count(BatchChange.id)).where(BatchChange.batch_id == batch_id).scalar_subquery(),
        )
        movement_count, change_count = self._session.execute(select(*counted)).one()
        return BatchContents(
            tuple(self._session.scalars(movements).all()),
            movement_count,
            tuple(self._session.scalars(changes).all()),
            change_count,
        )
