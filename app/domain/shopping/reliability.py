"""How reliable a seller is: how fast it delivers, how often on time, and how much of what was ordered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

SECONDS_PER_DAY = 86_400


@dataclass(frozen=True)
class Delivery:
    """Pieces that arrived at an instant."""

    received_at: datetime
    quantity: int


@dataclass(frozen=True)
class Order:
    """One part ordered once: how many, promised for which day if any, what arrived, and whether more is expected."""

    ordered_at: datetime
    quantity: int
    expected_on: date | None
    deliveries: tuple[Delivery, ...]
    is_open: bool


@dataclass(frozen=True)
class Reliability:
    """Figures of a seller; each is None while nothing can be said.

    Attributes:
        orders: ordered parts. deliveries: arrivals.
        median_lead_days: days from order to arrival, the middle one of all deliveries.
        on_time_share: share of orders with a promised day that were complete by then. promised: how many had one and
            can be judged. fill_rate: pieces that came / pieces ordered, over orders nothing more is expected of.
    """

    orders: int
    deliveries: int
    median_lead_days: float | None
    on_time_share: float | None
    promised: int
    fill_rate: float | None


def reliability(orders: Sequence[Order], today: date) -> Reliability:
    """The record of a seller as of `today` (UTC); an open order counts as late once its day has passed."""
    leads = [_days(order, delivery) for order in orders for delivery in order.deliveries]
    verdicts = [verdict for order in orders if (verdict := _on_time(order, today)) is not None]
    closed = [order for order in orders if not order.is_open]
    ordered = sum(order.quantity for order in closed)
    came = sum(min(_arrived(order), order.quantity) for order in closed)
    return Reliability(
        orders=len(orders),
        deliveries=len(leads),
        median_lead_days=median(leads) if leads else None,
        on_time_share=sum(verdicts) / len(verdicts) if verdicts else None,
        promised=len(verdicts),
        fill_rate=came / ordered if ordered else None,
    )


def _days(order: Order, delivery: Delivery) -> float:
    return (delivery.received_at - order.ordered_at).total_seconds() / SECONDS_PER_DAY


def _arrived(order: Order, until: date | None = None) -> int:
    return sum(one.quantity for one in order.deliveries if until is None or one.received_at.date() <= until)


def _on_time(order: Order, today: date) -> bool | None:
    """Whether everything came by the promised day; None without one, or while there is still time."""
    if order.expected_on is None:
        return None
    if _arrived(order, order.expected_on) >= order.quantity:
        return True
    return None if order.is_open and today <= order.expected_on else False
