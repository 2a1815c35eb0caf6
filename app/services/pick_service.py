"""Picking: one line after the other is taken from its slot, taken back, or planned anew."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.exceptions import (
    InsufficientQuantityException,
    InvalidOperationException,
    RecordNotFoundException,
    ValidationException,
)
from app.models import BatchChange, Build, PartLocation, PickList, PickListLine
from app.services.batch_service import BatchService
from app.services.kit_metrics import KitMetrics
from app.services.pick_list_service import PickListService
from app.services.stock_service import StockService
from app.services.undo_service import UndoService
from app.utils.time import Clock


@dataclass(frozen=True)
class PickChange:
    """What was done to lines of a list: the batch to undo it with (none when nothing was done), and a sentence."""

    pick_list: PickList
    batch_id: int | None
    message: str


class PickService:
    """Works on the lines of one list at a time, which stays locked until the transaction ends."""

    def __init__(
        self,
        session: Session,
        batches: BatchService,
        *,
        pick_lists: PickListService,
        stock: StockService,
        undo: UndoService,
        clock: Clock,
        metrics: KitMetrics,
    ) -> None:
        self._session = session
        self._batches = batches
        self._pick_lists = pick_lists
        self._stock = stock
        self._undo = undo
        self._clock = clock
        self._metrics = metrics

    def pick(self, pick_list_id: int, line_id: int, quantity: int | None = None) -> PickChange:
        """Take a line's units from its slot; `quantity` is what was really taken, 0 for nothing.

        Raises:
            RecordNotFoundException: no such list or line. ValidationException: a negative quantity.
            InvalidOperationException: the line is picked already, or others' lists want the units.
            InsufficientQuantityException: the slot holds fewer units.
        """
        line = self._locked_line(pick_list_id, line_id)
        if line.status == "completed":
            raise InvalidOperationException(f"pick {_what(line)}", "it is picked already; undo that first")
        taken = line.quantity_to_pick if quantity is None else quantity
        if taken < 0:
            raise ValidationException(f"The quantity must be at least 0, not {taken}", field="quantity")
        self._require_free(line, taken)
        batch = self._batches.open("pick", note=f"Picked {taken} of {_what(line)}", reference=_reference(line))
        self._take(line, taken)
        return PickChange(line.pick_list, batch.id, f"Picked {taken} of {_what(line)} for {line.pick_list.kit.name}")

    def pick_all(self, pick_list_id: int) -> PickChange:
        """Take all open lines as planned, in one batch; nothing happens to a list without any.

        Raises:
            RecordNotFoundException: no such list.
            InsufficientQuantityException, InvalidOperationException: as for `pick`; then nothing is taken.
        """
        pick_list = self._locked(pick_list_id)
        lines = self._session.scalars(
            select(PickListLine)
            .where(PickListLine.pick_list_id == pick_list_id, PickListLine.status == "open")
            .order_by(PickListLine.part_id, PickListLine.location_id)  # as every other writer locks balances
            .execution_options(populate_existing=True)
        ).all()
        if not lines:
            return PickChange(pick_list, None, f"Pick list {pick_list.id} is picked already; nothing was done")
        said = f"Picked {len(lines)} line{'' if len(lines) == 1 else 's'} for {pick_list.kit.name}"
        batch = self._batches.open("pick", note=said, reference=_reference(lines[0]))
        for line in lines:
            self._require_free(line, line.quantity_to_pick)
            self._take(line, line.quantity_to_pick)
        return PickChange(pick_list, batch.id, said)

    def undo(self, pick_list_id: int, line_id: int) -> PickChange:
        """Put a picked line back as it was before: the units into their slot, the line open; nothing for an open line.

        Raises:
            RecordNotFoundException: no such list or line.
            InvalidOperationException: a build used the list, the line was picked with others, or came with an import.
        """
        line = self._locked_line(pick_list_id, line_id)
        if line.status == "open":
            self._metrics.count("pick_list_line_undo", "noop")
            return PickChange(line.pick_list, None, f"{_what(line)} is not picked; nothing was done")
        self._refuse_used(line)
        result = self._undo.undo(self._batch_of(line))
        self._session.refresh(line)
        self._session.refresh(line.pick_list)
        self._metrics.count("pick_list_line_undo", "success")
        return PickChange(line.pick_list, result.undo_batch, f"Put {_what(line)} back")

    def set_quantity(self, pick_list_id: int, line_id: int, quantity: int) -> PickChange:
        """Plan another number of units for an open line.

        Raises:
            RecordNotFoundException: no such list or line. ValidationException: quantity below 1.
            InvalidOperationException: the line is picked, or others' lists want the units.
            InsufficientQuantityException: the slot holds fewer units.
        """
        line = self._locked_line(pick_list_id, line_id)
        if line.status == "completed":
            raise InvalidOperationException(f"change {_what(line)}", "it is picked already; undo that first")
        if quantity < 1:
            raise ValidationException(
                "The quantity must be at least 1; pick 0 of a line to leave it out", field="quantity"
            )
        self._require_free(line, quantity)
        batch = self._batches.open("edit", note=f"Planned {quantity} of {_what(line)}", reference=_reference(line))
        self._metrics.observe("pick_list_line_quantity_delta", quantity - line.quantity_to_pick)
        line.quantity_to_pick = quantity
        self._settle(line)
        self._metrics.count("pick_list_line_quantity_updated")
        return PickChange(line.pick_list, batch.id, f"{quantity} of {_what(line)} are to be picked")

    def _locked_line(self, pick_list_id: int, line_id: int) -> PickListLine:
        self._locked(pick_list_id)
        line = self._session.scalar(
            select(PickListLine)
            .where(PickListLine.id == line_id, PickListLine.pick_list_id == pick_list_id)
            .execution_options(populate_existing=True)
        )
        if line is None:
            raise RecordNotFoundException("Pick list line", line_id)
        return line

    def _locked(self, pick_list_id: int) -> PickList:
        pick_list = self._pick_lists.get(pick_list_id)
        self._session.execute(select(PickList.id).where(PickList.id == pick_list_id).with_for_update())
        return pick_list

    def _take(self, line: PickListLine, quantity: int) -> None:
        """Move the units out of the slot and close the line."""
        if quantity:
            line.movement_id = self._stock.pick(line.part, line.location, quantity, reference=_reference(line)).id
        line.status, line.quantity_picked, line.picked_at = "completed", quantity, self._clock()
        self._settle(line)
        self._metrics.count("pick_list_line_picked")

    def _require_free(self, line: PickListLine, quantity: int) -> None:
        """The slot holds `quantity` units that no other open line wants; its balance stays locked."""
        held = self._session.scalar(
            select(PartLocation.quantity)
            .where(PartLocation.part_id == line.part_id, PartLocation.location_id == line.location_id)
            .with_for_update()
        )
        if quantity > (held or 0):
            raise InsufficientQuantityException(quantity, held or 0, line.location.label)
        others = self._session.execute(
            select(func.sum(PickListLine.quantity_to_pick), func.min(PickListLine.pick_list_id)).where(
                PickListLine.part_id == line.part_id,
                PickListLine.location_id == line.location_id,
                PickListLine.status == "open",
                PickListLine.id != line.id,
            )
        ).one()
        if others[0] and quantity > line.quantity_to_pick and quantity > (held or 0) - others[0]:
            raise InvalidOperationException(
                f"take {quantity} of {_what(line)}",
                f"pick list {others[1]} wants {others[0]} of the {held} that are there; take fewer or another slot",
            )

    def _refuse_used(self, line: PickListLine) -> None:
        build = self._session.scalar(select(Build.id).where(Build.pick_list_id == line.pick_list_id))
        if build is not None:
            raise InvalidOperationException(f"put {_what(line)} back", f"build {build} used the list; undo it first")

    def _batch_of(self, line: PickListLine) -> int:
        """The batch that picked the line, and no other line with it."""
        table, is_pick = PickListLine.__tablename__, BatchChange.after["status"].astext == "completed"
        picked = select(BatchChange.batch_id, BatchChange.record_id).where(
            BatchChange.table_name == table, BatchChange.action == "update", is_pick
        )
        batch_id: int | None = self._session.scalar(
            picked.where(BatchChange.record_id == line.id).order_by(BatchChange.id.desc()).limit(1)
        )
        if batch_id is None:
            raise InvalidOperationException(
                f"put {_what(line)} back", "it came with an import; receive the units into a slot instead"
            )
        if len(self._session.execute(picked.where(BatchChange.batch_id == batch_id)).all()) > 1:
            raise InvalidOperationException(
                f"put {_what(line)} back", f"batch {batch_id} picked other lines with it; undo the batch as a whole"
            )
        return batch_id

    def _settle(self, line: PickListLine) -> None:
        """Write the line; the database says what that makes of its list."""
        self._session.flush()
        self._session.refresh(line.pick_list)


def _what(line: PickListLine) -> str:
    return f"{line.part.key} from {line.location.label}"


def _reference(line: PickListLine) -> str:
    return f"pick list {line.pick_list_id}"
