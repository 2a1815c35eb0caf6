"""The record of a seller."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.shopping.reliability import Delivery, Order, reliability

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TODAY = date(2026, 3, 20)


def order(quantity, *arrivals, by=None, is_open=False):
    """`arrivals` are (days after the order, pieces); `by` is the promised day of March."""
    deliveries = tuple(Delivery(NOON + timedelta(days=days), pieces) for days, pieces in arrivals)
    return Order(NOON, quantity, None if by is None else date(2026, 3, by), deliveries, is_open)


def test_nothing_is_said_without_orders():
    figures = reliability([], TODAY)
    assert (figures.orders, figures.deliveries, figures.promised) == (0, 0, 0)
    assert (figures.median_lead_days, figures.on_time_share, figures.fill_rate) == (None, None, None)


def test_the_lead_time_is_the_middle_one_of_all_deliveries():
    figures = reliability([order(10, (2, 5), (30, 5)), order(1, (4, 1))], TODAY)
    assert (figures.median_lead_days, figures.deliveries) == (4.0, 3)
    assert reliability([order(10, (2, 5), (3, 5))], TODAY).median_lead_days == 2.5


def test_an_order_is_on_time_when_all_of_it_came_by_the_promised_day():
    orders = [
        order(10, (3, 10), by=4),
        order(10, (3, 9), (5, 1), by=4),
        order(10, (3, 9), by=4),
        order(10, by=19, is_open=True),
        order(10, by=20, is_open=True),
        order(10, (3, 10)),
    ]
    figures = reliability(orders, TODAY)
    assert (figures.on_time_share, figures.promised) == (1 / 4, 4)


def test_the_fill_rate_waits_for_open_orders_and_ignores_what_was_too_much():
    orders = [order(10, (1, 12)), order(10, (1, 5)), order(10), order(100, (1, 1), is_open=True)]
    assert reliability(orders, TODAY).fill_rate == 15 / 30


arrivals = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), max_size=4)


@given(
    st.lists(
        st.tuples(st.integers(1, 20), arrivals, st.none() | st.integers(1, 31), st.booleans()),
        max_size=6,
    )
)
def test_figures_agree_with_counting_piece_by_piece(given_orders):
    orders = [order(quantity, *came, by=by, is_open=is_open) for quantity, came, by, is_open in given_orders]
    figures = reliability(orders, TODAY)
    days = sorted(day for _, came, _, _ in given_orders for day, _ in came)
    middle = [days[(len(days) - 1) // 2], days[len(days) // 2]] if days else None
    assert figures.median_lead_days == (sum(middle) / 2 if middle else None)
    filled = wanted = 0
    for quantity, came, _, is_open in given_orders:
        if not is_open:
            pieces = [day for day, pieces in came for _ in range(pieces)]
            filled, wanted = filled + len(pieces[:quantity]), wanted + quantity
    assert figures.fill_rate == (filled / wanted if wanted else None)
    good = judged = 0
    for quantity, came, by, is_open in given_orders:
        if by is None:
            continue
        in_time = sum(pieces for day, pieces in came if (NOON + timedelta(days=day)).date() <= date(2026, 3, by))
        if in_time >= quantity or not is_open or by < TODAY.day:
            good, judged = good + (in_time >= quantity), judged + 1
    assert (figures.on_time_share, figures.promised) == (good / judged if judged else None, judged)
