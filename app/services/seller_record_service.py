"""The record of a seller: what was ordered from it, what arrived when, and the figures that follow."""

from collections import defaultdict
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.shopping.reliability import Delivery, Order, Reliability, reliability
from app.models import Receipt, Seller, ShoppingList, ShoppingListLine
from app.services.lookups import find_by_id
from app.utils.time import Clock

_OrderKey = tuple[int, datetime]
"""A part and the instant at which it was ordered; it tells orders apart even when their list is gone.

A line whose part does not exist yet has its own id in place of the part's, negative.
"""


class SellerRecordService:
    """Reads receipts and lines; never writes."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def of_seller(self, seller_id: int) -> Reliability:
        """Lead time, punctuality and fill rate of a seller as of now.

        Raises:
            RecordNotFoundException: no such seller.
        """
        seller = find_by_id(self._session, Seller, seller_id, "Seller")
        orders = self._orders_on_lists(seller.id)
        arrived: dict[_OrderKey, list[Receipt]] = defaultdict(list)
        for receipt in self._receipts(seller.id):
            if receipt.ordered_at is not None:
                arrived[receipt.part_id, receipt.ordered_at].append(receipt)
        for key, receipts in arrived.items():
            orders[key] = _with_deliveries(orders.get(key), key[1], receipts)
        return reliability(list(orders.values()), self._clock().date())

    def _orders_on_lists(self, seller_id: int) -> dict[_OrderKey, Order]:
        """Orders whose list still exists, nothing delivered yet; a line of a finished list is not waited for."""
        query = (
            select(ShoppingListLine, ShoppingList.status)
            .join(ShoppingListLine.shopping_list)
            .where(ShoppingListLine.seller_id == seller_id, ShoppingListLine.ordered_at.is_not(None))
            .where(ShoppingListLine.ordered > 0)
        )
        return {
            (line.part_id or -line.id, ordered_at): Order(
                ordered_at, line.ordered, line.expected_on, (), is_open=line.status == "ordered" and status == "active"
            )
            for line, status in self._session.execute(query)
            if (ordered_at := line.ordered_at) is not None
        }

    def _receipts(self, seller_id: int) -> list[Receipt]:
        query = select(Receipt).where(Receipt.seller_id == seller_id).order_by(Receipt.received_at, Receipt.id)
        return list(self._session.scalars(query).all())


def _with_deliveries(order: Order | None, ordered_at: datetime, receipts: list[Receipt]) -> Order:
    """The order with what arrived; one whose list is gone is rebuilt from what its receipts remember."""
    deliveries = tuple(Delivery(receipt.received_at, receipt.quantity) for receipt in receipts)
    quantity = receipts[0].ordered_quantity or sum(delivery.quantity for delivery in deliveries)
    expected_on: date | None = receipts[0].expected_on
    if order is not None:
        quantity, expected_on = order.quantity, order.expected_on
    return Order(ordered_at, quantity, expected_on, deliveries, is_open=order is not None and order.is_open)
