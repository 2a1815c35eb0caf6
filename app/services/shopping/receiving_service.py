"""Receiving: what arrives of an ordered line goes into slots; a line is completed when nothing more is expected."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.catalogue.text_rules import clean_text
from app.domain.stock.location_label import format_label, parse_label
from app.exceptions import InvalidOperationException, ValidationException
from app.models import Part, Receipt, ShoppingListLine
from app.services.batch_service import BatchService
from app.services.metrics_service import MetricsService
from app.services.part_service import PartService
from app.services.shopping.guards import line_name, lock_line, require_open, touch
from app.services.stock_service import StockService
from app.utils.time import Clock


@dataclass(frozen=True)
class Allocation:
    """Pieces of a delivery that go into one slot."""

    location: str
    quantity: int


class ReceivingService:
    """Books deliveries of one unit of work, each as one batch: part, stock, line and receipt together."""

    def __init__(
        self,
        session: Session,
        batches: BatchService,
        clock: Clock,
        metrics: MetricsService,
        *,
        parts: PartService,
        stock: StockService,
    ) -> None:
        self._session = session
        self._batches = batches
        self._clock = clock
        self._metrics = metrics
        self._parts = parts
        self._stock = stock

    def receive(
        self, line_id: int, allocations: Sequence[Allocation], *, quantity: int | None = None
    ) -> ShoppingListLine:
        """Put what arrived into slots; more than was ordered is fine. The line stays ordered.

        A part that did not exist is created from the line's draft. `quantity`, where given, must be the sum.

        Raises:
            RecordNotFoundException: unknown line or slot. InvalidOperationException: the list is done, the line is not
            ordered, the part archived or a slot locked. ValidationException: no slot, a slot twice, or a wrong sum.
        """
        line = lock_line(self._session, line_id)
        operation = f"receive {line_name(line)}"
        require_open(line.shopping_list, operation)
        if line.status != "ordered":
            raise InvalidOperationException(operation, "it is not ordered" if line.status == "new" else "it is done")
        total = _total(allocations, quantity)
        self._batches.open("shopping", note=f"Received {total} of {line_name(line)} from {line.shopping_list.name}")
        part = line.part or self._create_part(line)
        for allocation in allocations:
            self._stock.receive(
                part.key, allocation.location, allocation.quantity, reference=f"shopping line {line.id}"
            )
        line.received += total
        self._session.add(self._receipt(line, part, total))
        touch(line.shopping_list)
        self._session.flush()
        self._metrics.line_received(total)
        return line

    def complete(self, line_id: int, *, reason: str | None = None) -> ShoppingListLine:
        """Expect nothing more of a line; when other than the ordered quantity arrived, `reason` must say why.

        Raises:
            RecordNotFoundException: unknown line. ValidationException: the reason is missing or too long.
            InvalidOperationException: the list is done, or the line is not ordered.
        """
        line = lock_line(self._session, line_id)
        operation = f"complete {line_name(line)}"
        require_open(line.shopping_list, operation)
        if line.status != "ordered":
            raise InvalidOperationException(operation, "it is not ordered" if line.status == "new" else "it is done")
        why, is_mismatch = clean_text(reason, "reason"), line.received != line.ordered
        if is_mismatch and why is None:
            raise ValidationException(
                f"{line.received} of {line.ordered} arrived; say in a few words why the line is complete",
                field="reason",
            )
        self._batches.open("shopping", note=f"Completed {line_name(line)} on {line.shopping_list.name}")
        line.status, line.completed_at = "done", self._clock()
        line.completion_mismatch, line.completion_note = is_mismatch, why
        touch(line.shopping_list)
        self._session.flush()
        return line

    def _create_part(self, line: ShoppingListLine) -> Part:
        """The part that the line described, with the price that was paid."""
        part = self._parts.create(**(line.draft or {}), unit_price=line.unit_price, currency=line.currency)
        line.part_id, line.draft = part.id, None
        self._session.flush()
        self._session.refresh(line, ["part"])
        return part

    def _receipt(self, line: ShoppingListLine, part: Part, quantity: int) -> Receipt:
        return Receipt(
            shopping_list_line_id=line.id,
            part_id=part.id,
            seller_id=line.seller_id,
            batch_id=self._batches.open("shopping").id,
            quantity=quantity,
            ordered_at=line.ordered_at,
            ordered_quantity=line.ordered or None,
            expected_on=line.expected_on,
            received_at=self._clock(),
        )


def _total(allocations: Sequence[Allocation], quantity: int | None) -> int:
    if not allocations:
        raise ValidationException("Name at least one slot for what arrived", field="allocations")
    slots = [format_label(*parse_label(allocation.location)) for allocation in allocations]
    if len(set(slots)) < len(slots):
        raise ValidationException("A slot is named twice; add its quantities up", field="allocations")
    if any(allocation.quantity < 1 for allocation in allocations):
        raise ValidationException("Every slot must get at least 1", field="allocations")
    total = sum(allocation.quantity for allocation in allocations)
    if quantity is not None and total != quantity:
        raise ValidationException(f"The slots add up to {total}, not to the {quantity} received", field="quantity")
    return total
