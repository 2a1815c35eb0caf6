"""Stock, use and activity of foreign sources: figures of rows counted one by one, and the promises of the contracts."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contracts.foreign import FOREIGN_MOVEMENT, FOREIGN_PART, FOREIGN_STOCK
from app.contracts.foreign_marts import FOREIGN_PART_ACTIVITY, FOREIGN_STOCK_CURRENT, FOREIGN_USAGE_DAILY
from app.domain.foreign.activity import (
    BELOW_ZERO,
    NO_CONSUMPTION,
    NO_MOVEMENTS,
    NO_RATE,
    NO_STOCK,
    NOT_USED,
    foreign_part_activity,
)
from app.domain.foreign.stock import foreign_stock_current
from app.domain.foreign.usage import foreign_usage_daily, with_parts
from app.domain.quality.conform import conform
from app.domain.quality.contract_check import violations

AS_OF = date(2026, 6, 30)
NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)
IDS = st.sampled_from(["1", "2", "3"])
SOURCES = st.sampled_from(["attic", "bench"])
AMOUNTS = st.integers(-40, 40).map(lambda quarter: quarter / 4)
STOCK_ROWS = st.lists(st.tuples(SOURCES, IDS, IDS, st.sampled_from([None, "A", "B"]), AMOUNTS), max_size=6)
EVENT_ROWS = st.lists(
    st.tuples(
        SOURCES,
        st.none() | st.integers(-2, 400),
        st.none() | IDS,
        st.none() | IDS,
        st.none() | AMOUNTS,
        st.none() | st.booleans(),
    ),
    max_size=12,
)


def frames(stock, events, parts=()):
    """Rows in the shape of the contracts; events as `source, days ago, part, record, taken, is consumption`."""
    unique = {row[:2]: row for row in stock}.values()
    rows = [
        (source, str(number), None if days is None else NOON - timedelta(days), part, record, None, None, taken, used)
        for number, (source, days, part, record, taken, used) in enumerate(events)
    ]
    found = [
        pl.DataFrame(list(rows), schema=contract.schema, orient="row")
        for rows, contract in ((parts, FOREIGN_PART), (unique, FOREIGN_STOCK), (rows, FOREIGN_MOVEMENT))
    ]
    return [*found[:2], with_parts(found[2], found[1])]


def activity(stock, events, parts=()):
    """Rows of the mart by source and part."""
    named, held, known = frames(stock, events, parts)
    made = foreign_part_activity(named, held, known, foreign_usage_daily(known), AS_OF)
    made = conform(made, FOREIGN_PART_ACTIVITY)
    assert violations(made, FOREIGN_PART_ACTIVITY) == []
    return {(row["source"], row["part_id"]): row for row in made.iter_rows(named=True)}


@given(STOCK_ROWS)
def test_stock_is_the_sum_of_the_records(stock):
    named, held, _ = frames(stock, [])
    made = conform(foreign_stock_current(held, named), FOREIGN_STOCK_CURRENT)
    assert violations(made, FOREIGN_STOCK_CURRENT) == []
    expected = {}
    for source, _, part, place, amount in held.iter_rows():
        key = (source, part, place or "")
        expected[key] = expected.get(key, 0) + Fraction(amount)
    wanted = {key: float(amount) for key, amount in expected.items() if amount}
    assert {row[:3]: row[4] for row in made.iter_rows()} == wanted


@given(STOCK_ROWS, EVENT_ROWS)
def test_use_by_day_is_the_sum_of_the_events(stock, events):
    _, held, known = frames(stock, events)
    made = conform(foreign_usage_daily(known), FOREIGN_USAGE_DAILY)
    assert violations(made, FOREIGN_USAGE_DAILY) == []
    owners = {(source, record): part for source, record, part, *_ in held.iter_rows()}
    expected = {}
    for source, days, part, record, taken, is_used in events:
        owner = part or owners.get((source, record))
        if is_used and owner and days is not None:
            row = expected.setdefault((source, owner, AS_OF - timedelta(days=days)), [0.0, 0.0, 0, 0])
            row[0] += max(taken or 0, 0)
            row[1] += max(-(taken or 0), 0)
            row[2] += 1
            row[3] += taken is None
    assert {row[:3]: list(row[3:]) for row in made.iter_rows()} == expected


@given(STOCK_ROWS, EVENT_ROWS)
def test_every_part_that_is_named_anywhere_has_one_row_that_keeps_the_contract(stock, events):
    _, held, known = frames(stock, events)
    found = activity(stock, events)
    assert found.keys() == {*held.select("source", "part_id").iter_rows()} | {
        row for row in known.select("source", "part_id").iter_rows() if row[1]
    }
    for (source, part), row in found.items():
        mine = [e for e in known.iter_rows(named=True) if (e["source"], e["part_id"]) == (source, part)]
        used = [
            e for e in mine if e["is_consumption"] and e["occurred_at"] and 0 <= (NOON - e["occurred_at"]).days < 365
        ]
        if row["used_365d"] is not None:
            assert row["used_365d"] == sum(max(e["taken"], 0) for e in used)
        if row["daily_rate"] is not None:
            days = (AS_OF - row["first_movement_on"]).days + 1
            assert days >= 30
            assert row["daily_rate"] == pytest.approx(row["used_365d"] / min(days, 365))


def test_order_does_not_change_a_sum_and_tenths_that_cancel_leave_nothing():
    amounts = [0.1, 0.2, 1e9, -0.3, 0.7, -1e9]
    rows = [("bench", str(number), "1", None, amount) for number, amount in enumerate(amounts)]
    sums = {foreign_stock_current(*frames(order, [])[1::-1]).item(0, "quantity") for order in (rows, rows[::-1])}
    assert sums == {0.7}
    none = [("bench", str(n), "1", None, amount) for n, amount in enumerate((0.1, 0.2, -0.3))]
    assert foreign_stock_current(*frames(none, [])[1::-1]).is_empty()


RECEIVED = ("bench", 99, "1", None, None, False)
HELD = [("bench", "7", "1", "A", 10.0)]


@pytest.mark.parametrize(
    ("stock", "events", "figures"),
    [
        (HELD, [RECEIVED, ("bench", 9, None, "7", 5, True)], (10, None, 5, 0.05, None, 200, None)),
        (HELD, [], (10, None, None, None, NO_MOVEMENTS, None, NO_RATE)),
        (HELD, [("bench", 9, "1", None, 5, None)], (10, None, None, None, NO_CONSUMPTION, None, NO_RATE)),
        (HELD, [RECEIVED], (10, None, 0, 0, None, None, NOT_USED)),
        ([], [RECEIVED, ("bench", 9, "1", None, 5, True)], (None, NO_STOCK, 5, 0.05, None, None, NO_STOCK)),
        (
            [("bench", "7", "1", "A", -1.5)],
            [RECEIVED, ("bench", 9, "1", None, 5, True)],
            (-1.5, None, 5, 0.05, None, None, BELOW_ZERO),
        ),
        (
            HELD,
            [RECEIVED, ("bench", 9, "1", None, None, True), ("bench", None, "1", None, 3, True)],
            (10, None, None, None, "uses without a quantity or a time: 2", None, NO_RATE),
        ),
        (
            HELD,
            [("bench", 9, "1", None, 5, True)],
            (10, None, 5, None, "only 10 days of history, 30 are needed", None, NO_RATE),
        ),
        (HELD, [("bench", 9, "2", None, 5, True)], (10, None, 0, None, "no movements yet", None, NO_RATE)),
    ],
)
def test_what_cannot_be_said_is_empty_and_says_why(stock, events, figures):
    row = activity(stock, events)["bench", "1"]
    names = ("quantity", "stock_note", "used_365d", "daily_rate", "rate_note", "days_of_stock", "days_note")
    assert tuple(row[name] for name in names) == figures


def test_what_one_source_lacks_another_does_not_answer():
    found = activity([*HELD, ("attic", "7", "9", None, 3.0)], [("bench", 40, None, "7", 5, True)])
    assert (found["attic", "9"]["rate_note"], found["bench", "1"]["rate_note"]) == (NO_MOVEMENTS, None)


def test_nothing_gives_empty_tables():
    parts, stock, events = frames([], [])
    assert foreign_stock_current(stock, parts).is_empty()
    assert foreign_usage_daily(events).is_empty()
    assert activity([], []) == {}
