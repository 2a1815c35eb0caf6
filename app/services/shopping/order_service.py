"""Orders: the lines of a list that go to one seller, placed and taken back together."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.catalogue.price_breaks import price_at
from app.domain.catalogue.text_rules import clean_text
from app.exceptions import InvalidOperationException, RecordNotFoundException, ResourceConflictException
from app.models import PartSeller, Seller, ShoppingList, ShoppingListLine, ShoppingListSeller
from app.services.batch_service import BatchService
from app.services.lookups import find_by_id
from app.services.metrics_service import MetricsService
from app.services.shopping.guards import line_name, lock_list, lock_open_list, touch
from app.services.shopping.seller_groups import ensure_group, find_group
from app.utils.time import Clock

MAX_LEAD_DAYS = 36_500
"""Beyond a century a lead time is a mistake, and the calendar would end."""


class OrderService:
    """Groups of a list by seller: made, filled, ordered, reopened, taken away."""

    def __init__(self, session: Session, batches: BatchService, clock: Clock, metrics: MetricsService) -> None:
        self._session = session
        self._batches = batches
        self._clock = clock
        self._metrics = metrics

    def add_group(self, list_id: int, seller_id: int, *, note: str | None = None) -> ShoppingListSeller:
        """Plan to order from a seller.

        Raises:
            RecordNotFoundException: unknown list or seller. InvalidOperationException: the list is done.
            ResourceConflictException: the seller has a group on the list. ValidationException: an impossible note.
        """
        shopping_list = lock_open_list(self._session, list_id, "add a seller")
        seller = find_by_id(self._session, Seller, seller_id, "Seller")
        if find_group(self._session, list_id, seller_id) is not None:
            raise ResourceConflictException("group", f"seller {seller.name} on {shopping_list.name}")
        self._batches.open("shopping", note=f"Added seller {seller.name} to {shopping_list.name}")
        group = ensure_group(self._session, list_id, seller_id)
        group.note = clean_text(note, "note")
        self._changed(shopping_list, "create")
        return group

    def set_note(self, list_id: int, seller_id: int, note: str | None) -> ShoppingListSeller:
        """Write a note on a group, also of a done list; None clears it.

        Raises:
            RecordNotFoundException: unknown list, or the seller has no group on it.
            ValidationException: an impossible note.
        """
        shopping_list, group = lock_list(self._session, list_id), self.group(list_id, seller_id)
        self._batches.open("shopping", note=f"Noted something about {group.seller.name} on {shopping_list.name}")
        group.note = clean_text(note, "note")
        self._changed(shopping_list, None)
        return group

    def group(self, list_id: int, seller_id: int) -> ShoppingListSeller:
        """The group of a seller on a list.

        Raises:
            RecordNotFoundException: the seller has none there.
        """
        found = find_group(self._session, list_id, seller_id)
        if found is None:
            raise RecordNotFoundException(f"Seller group of shopping list {list_id}", seller_id)
        return found

    def assign_remaining(self, list_id: int, seller_id: int) -> int:
        """Give all lines that have no seller to this one; returns how many there were.

        Raises:
            RecordNotFoundException: unknown list or seller. InvalidOperationException: the list is done.
        """
        shopping_list = lock_open_list(self._session, list_id, "assign lines")
        seller = find_by_id(self._session, Seller, seller_id, "Seller")
        lines = [line for line in shopping_list.lines if line.seller_id is None and line.status == "new"]
        if lines:
            self._batches.open("shopping", note=f"Gave {len(lines)} lines of {shopping_list.name} to {seller.name}")
            ensure_group(self._session, list_id, seller_id)
            for line in lines:
                line.seller_id = seller_id
            self._changed(shopping_list, None)
        return len(lines)

    def fill(self, list_id: int, seller_id: int) -> int:
        """Order what is needed: of every new line without a quantity, at least the seller's minimum; returns how many.

        Raises:
            RecordNotFoundException: unknown list or seller. InvalidOperationException: the list is done.
        """
        shopping_list = lock_open_list(self._session, list_id, "fill in quantities")
        lines = [line for line in self._lines(list_id, seller_id, "new") if line.ordered == 0]
        if lines:
            self._batches.open("shopping", note=f"Filled in {len(lines)} quantities on {shopping_list.name}")
            offers = self._offers(seller_id, lines)
            for line in lines:
                offer = offers.get(line.part_id or 0)
                line.ordered = max(line.needed, (offer.minimum_quantity if offer else None) or 1)
            self._changed(shopping_list, None)
        return len(lines)

    def order(self, list_id: int, seller_id: int, *, expected_on: date | None = None) -> ShoppingListSeller:
        """Place the order: all new lines of the seller become ordered, with price and promised day.

        Prices come from the line or the seller's price breaks, the day from `expected_on` or the seller's lead time.

        Raises:
            RecordNotFoundException: unknown list or seller.
            InvalidOperationException: the list is done, nothing is to be ordered, or a line has no quantity (named).
        """
        shopping_list = lock_open_list(self._session, list_id, "place the order")
        seller = find_by_id(self._session, Seller, seller_id, "Seller")
        operation = f"order from {seller.name}"
        lines = self._lines(list_id, seller_id, "new")
        if not lines:
            raise InvalidOperationException(operation, f"no line of {shopping_list.name} waits to be ordered from it")
        without = [line_name(line) for line in lines if line.ordered == 0]
        if without:
            raise InvalidOperationException(
                operation, f"these lines have no quantity to order: {', '.join(without[:5])}", {"lines": without}
            )
        what = "1 line" if len(lines) == 1 else f"{len(lines)} lines"
        self._batches.open("shopping", note=f"Ordered {what} of {shopping_list.name} from {seller.name}")
        group, now = ensure_group(self._session, list_id, seller_id), self._clock()
        group.status, group.ordered_at = "ordered", now
        offers = self._offers(seller_id, lines)
        for line in lines:
            _place(line, offers.get(line.part_id or 0), now, expected_on)
        self._changed(shopping_list, "order")
        return group

    def reopen(self, list_id: int, seller_id: int) -> ShoppingListSeller:
        """Take an order back to change it; possible until something arrived.

        Raises:
            RecordNotFoundException: unknown list or no such group.
            InvalidOperationException: the list is done, the group not ordered, or something was received (named).
        """
        shopping_list = lock_open_list(self._session, list_id, "reopen the order")
        group = self.group(list_id, seller_id)
        operation = f"reopen the order from {group.seller.name}"
        if group.status != "ordered":
            raise InvalidOperationException(operation, "it is not ordered")
        lines = self._lines(list_id, seller_id, "ordered", "done")
        received = [line_name(line) for line in lines if line.received > 0]
        if received:
            raise InvalidOperationException(operation, f"some of it arrived already: {', '.join(received[:5])}")
        self._batches.open("shopping", note=f"Reopened the order of {shopping_list.name} from {group.seller.name}")
        group.status, group.ordered_at = "active", None
        for line in lines:
            if line.status == "ordered":
                line.status, line.ordered_at, line.expected_on = "new", None, None
        self._changed(shopping_list, "reopen")
        return group

    def remove_group(self, list_id: int, seller_id: int) -> None:
        """Give up on a seller: its lines that are not done are without a seller and a quantity again.

        Raises:
            RecordNotFoundException: unknown list or no such group.
            InvalidOperationException: the list is done, or the group is ordered.
        """
        shopping_list = lock_open_list(self._session, list_id, "take the seller off the list")
        group = self.group(list_id, seller_id)
        if group.status == "ordered" or self._lines(list_id, seller_id, "ordered"):
            raise InvalidOperationException(
                f"take {group.seller.name} off {shopping_list.name}",
                "parts are ordered from it; reopen the order first",
            )
        self._batches.open("shopping", note=f"Took {group.seller.name} off {shopping_list.name}")
        for line in self._lines(list_id, seller_id, "new"):
            line.seller_id, line.ordered = None, 0
        self._session.delete(group)
        self._changed(shopping_list, "delete")

    def _lines(self, list_id: int, seller_id: int, *statuses: str) -> list[ShoppingListLine]:
        query = (
            select(ShoppingListLine)
            .where(ShoppingListLine.shopping_list_id == list_id, ShoppingListLine.seller_id == seller_id)
            .where(ShoppingListLine.status.in_(statuses))
            .order_by(ShoppingListLine.id)
        )
        return list(self._session.scalars(query).all())

    def _offers(self, seller_id: int, lines: list[ShoppingListLine]) -> dict[int, PartSeller]:
        return offers_by_part(self._session, seller_id, [line.part_id for line in lines if line.part_id is not None])

    def _changed(self, shopping_list: ShoppingList, operation: str | None) -> None:
        touch(shopping_list)
        self._session.flush()
        if operation is not None:
            self._metrics.seller_group_changed(operation)


def offers_by_part(session: Session, seller_id: int, part_ids: list[int]) -> dict[int, PartSeller]:
    """What a seller offers of these parts, by part id; the oldest offer where it has several numbers for one."""
    query = select(PartSeller).where(PartSeller.seller_id == seller_id, PartSeller.part_id.in_(part_ids))
    newest_first = session.scalars(query.order_by(PartSeller.id.desc()))
    return {offer.part_id: offer for offer in newest_first}


def _place(line: ShoppingListLine, offer: PartSeller | None, now: datetime, expected_on: date | None) -> None:
    line.status, line.ordered_at, line.expected_on = "ordered", now, expected_on
    if offer is None:
        return
    if expected_on is None and offer.lead_time_days is not None:
        line.expected_on = (now + timedelta(days=min(offer.lead_time_days, MAX_LEAD_DAYS))).date()
    price = price_at(offer.price_breaks, line.ordered)
    if line.unit_price is None and price is not None:
        line.unit_price, line.currency = price
