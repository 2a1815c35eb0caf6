"""What lay where, and how did levels change? Boundaries of instants, and answers of a store without anything."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.portable import collect
from app.domain.stock.balances import opening_balances
from app.warehouse.queries.level_over_time import level_over_time
from app.warehouse.queries.stock_as_of import stock_as_of
from tests.app.domain.ledgers import START, frame, ledgers, rooted

T = datetime(2026, 3, 1, 12, tzinfo=UTC)
AAAA = {"part_key": "AAAA", "location": "2-1", "box_no": 2, "loc_no": 1}
ABCD = {"part_key": "ABCD", "location": "1-10", "box_no": 1, "loc_no": 10}
BESIDE = {"part_key": "ABCD", "location": "1-2", "box_no": 1, "loc_no": 2}
COUNTED = {"reason": "count", "root_reason": "count"}


@pytest.fixture(scope="module")
def stocked(snapshot):
    moves = [(ABCD, 5, T), (BESIDE, 3, T), (BESIDE, -3, T + timedelta(hours=1)), (AAAA, -1, T)]
    return snapshot(
        movement_v1=[
            {"id": number, **slot, **COUNTED, "delta": delta, "occurred_at": at}
            for number, (slot, delta, at) in enumerate(moves, start=1)
        ]
    )


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (T - timedelta(microseconds=1), []),
        (T, [("AAAA", "2-1", -1), ("ABCD", "1-2", 3), ("ABCD", "1-10", 5)]),
        (T + timedelta(hours=1, microseconds=-1), [("AAAA", "2-1", -1), ("ABCD", "1-2", 3), ("ABCD", "1-10", 5)]),
        (T + timedelta(hours=1), [("AAAA", "2-1", -1), ("ABCD", "1-10", 5)]),
        (datetime(2199, 1, 1, tzinfo=UTC), [("AAAA", "2-1", -1), ("ABCD", "1-10", 5)]),
        (datetime.min.replace(tzinfo=UTC), []),
    ],
)
def test_a_movement_counts_from_its_very_instant_on(stocked, at, expected):
    found = stock_as_of(stocked, at)
    assert found.select("part_key", "location", "quantity").rows() == expected


def test_slots_come_in_the_order_of_a_shelf_and_one_part_can_be_asked_for(stocked):
    found = stock_as_of(stocked, T, "ABCD")
    assert found["location"].to_list() == ["1-2", "1-10"]
    assert found.columns == ["part_key", "location", "box_no", "loc_no", "quantity"]


def test_an_instant_in_another_zone_is_the_same_instant(stocked):
    elsewhere = (T + timedelta(hours=1)).astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert stock_as_of(stocked, elsewhere).equals(stock_as_of(stocked, T + timedelta(hours=1)))


def test_of_nothing_there_is_nothing_with_its_columns(snapshot):
    opened = snapshot()
    assert stock_as_of(opened, T).is_empty()
    assert level_over_time(opened, "ABCD").columns == ["at", "level"]
    assert level_over_time(opened, "ABCD").is_empty()


def test_stock_is_the_nearest_opening_balance_and_what_moved_since_or_until_then(snapshot):
    """Figures that do not agree with each other, so that they tell what was added up."""
    opened = snapshot(
        stock_period_v1=[{"period": 202602, **ABCD, "quantity": 70}, {"period": 202603, **ABCD, "quantity": 90}],
        movement_v1=[
            {"id": 1, **ABCD, **COUNTED, "delta": 1000, "occurred_at": datetime(2026, 2, 28, 23, 59, tzinfo=UTC)},
            {"id": 2, **ABCD, **COUNTED, "delta": 4, "occurred_at": datetime(2026, 3, 1, tzinfo=UTC)},
        ],
    )
    late_in_the_east = datetime(2026, 3, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    days = [datetime(2026, *day, tzinfo=UTC) for day in ((3, 1), (9, 1), (2, 14), (2, 16), (1, 20))]
    instants = [*days, late_in_the_east]
    expected = [[94], [94], [70], [90 - 1000], [70], [90 - 1000]]
    assert [stock_as_of(opened, at)["quantity"].to_list() for at in instants] == expected


@given(ledgers(), st.lists(st.integers(-200, 2000), min_size=1, max_size=20))
@settings(max_examples=6)
def test_stock_at_any_instant_equals_a_replay_of_the_whole_ledger(snapshot, ledger, hours):
    """Late records, undos of undos, equal instants; several instants to a snapshot: publishing takes the time."""
    movements = rooted(ledger)
    fields = {"root_id", "root_reason", "root_occurred_at"} | set(frame(ledger).columns)
    opened = snapshot(
        movement_v1=collect(movements.select(*fields)).to_dicts(),
        stock_period_v1=collect(opening_balances(movements)).to_dicts(),
    )
    for at in [START + timedelta(hours=hour) for hour in hours] + [line.occurred_at for line in ledger]:
        held = defaultdict(int)
        for line in ledger:
            if line.occurred_at <= at:
                held[line.part_key, line.box_no, line.loc_no] += line.delta
        rows = stock_as_of(opened, at).select("part_key", "box_no", "loc_no", "quantity").rows()
        assert rows == [(*slot, quantity) for slot, quantity in sorted(held.items()) if quantity]


lines = st.lists(st.tuples(st.integers(0, 5), st.integers(-9, 9).filter(bool), st.sampled_from(["1-1", "1-2"])))


@given(parts=st.lists(lines, min_size=2, max_size=8))
@settings(max_examples=3)
def test_levels_equal_a_running_sum_with_one_step_an_instant(snapshot, parts):
    """Several parts to a snapshot: publishing one is what takes the time."""
    rows = [
        {
            "part_key": f"PRT{'ABCDEFGH'[part]}",
            "location": slot,
            "delta": delta,
            "occurred_at": T + timedelta(hours=hour),
        }
        for part, lines in enumerate(parts)
        for hour, delta, slot in lines
    ]
    allowed = {"reason": "adjust", "root_reason": "adjust"}
    opened = snapshot(movement_v1=[row | allowed | {"id": number} for number, row in enumerate(rows, start=1)])
    for part in range(len(parts)):
        own = [row for row in rows if row["part_key"] == f"PRT{'ABCDEFGH'[part]}"]
        instants = sorted({row["occurred_at"] for row in own})
        expected = [(at, sum(row["delta"] for row in own if row["occurred_at"] <= at)) for at in instants]
        assert level_over_time(opened, f"PRT{'ABCDEFGH'[part]}").rows() == expected
