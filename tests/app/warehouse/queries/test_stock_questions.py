"""What lay where, and how did levels change? Boundaries of instants, and answers of a store without anything."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.warehouse.queries.level_over_time import level_over_time
from app.warehouse.queries.stock_as_of import stock_as_of

T = datetime(2026, 3, 1, 12, tzinfo=UTC)
SPANS = [
    {"part_key": "ABCD", "location": "1-10", "box_no": 1, "loc_no": 10, "valid_from": T, "quantity": 5},
    {
        "part_key": "ABCD",
        "location": "1-2",
        "box_no": 1,
        "loc_no": 2,
        "valid_from": T,
        "valid_to": T + timedelta(hours=1),
        "quantity": 3,
    },
    {
        "part_key": "ABCD",
        "location": "1-2",
        "box_no": 1,
        "loc_no": 2,
        "valid_from": T + timedelta(hours=1),
        "quantity": 0,
    },
    {"part_key": "AAAA", "location": "2-1", "box_no": 2, "loc_no": 1, "valid_from": T, "quantity": -1},
]


@pytest.fixture(scope="module")
def spans(snapshot):
    return snapshot(stock_asof_v1=SPANS)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (T - timedelta(microseconds=1), []),
        (T, [("AAAA", "2-1", -1), ("ABCD", "1-2", 3), ("ABCD", "1-10", 5)]),
        (T + timedelta(hours=1, microseconds=-1), [("AAAA", "2-1", -1), ("ABCD", "1-2", 3), ("ABCD", "1-10", 5)]),
        (T + timedelta(hours=1), [("AAAA", "2-1", -1), ("ABCD", "1-10", 5)]),
        (datetime(2199, 1, 1, tzinfo=UTC), [("AAAA", "2-1", -1), ("ABCD", "1-10", 5)]),
    ],
)
def test_a_span_begins_with_its_first_instant_and_ends_before_the_next(spans, at, expected):
    found = stock_as_of(spans, at)
    assert found.select("part_key", "location", "quantity").rows() == expected


def test_slots_come_in_the_order_of_a_shelf_and_one_part_can_be_asked_for(spans):
    found = stock_as_of(spans, T, "ABCD")
    assert found["location"].to_list() == ["1-2", "1-10"]
    assert found.columns == ["part_key", "location", "box_no", "loc_no", "quantity"]


def test_an_instant_in_another_zone_is_the_same_instant(spans):
    elsewhere = (T + timedelta(hours=1)).astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert stock_as_of(spans, elsewhere).equals(stock_as_of(spans, T + timedelta(hours=1)))


def test_of_nothing_there_is_nothing_with_its_columns(snapshot):
    opened = snapshot()
    assert stock_as_of(opened, T).is_empty()
    assert level_over_time(opened, "ABCD").columns == ["at", "level"]
    assert level_over_time(opened, "ABCD").is_empty()


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
