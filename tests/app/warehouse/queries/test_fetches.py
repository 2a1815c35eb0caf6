"""Which places each walk went to: picks of one list on one day together, the rest alone, undone lines never."""

from datetime import UTC, datetime

import pytest

from app.warehouse.queries.fetches import fetches


def line(number, day, part, slot, delta, *, reason="use", root=None, reference=None):
    at = datetime(2026, 3, day, 12, tzinfo=UTC)
    root_id, root_reason, root_at = root or (number, reason, at)
    return {
        "id": number, "part_key": part, "location": slot, "delta": delta, "reason": reason, "occurred_at": at,
        "reference": reference, "root_id": root_id, "root_reason": root_reason, "root_occurred_at": root_at,
    }  # fmt: skip


@pytest.fixture(scope="module")
def opened(snapshot):
    first = datetime(2026, 3, 10, 12, tzinfo=UTC)
    rows = [
        line(1, 10, "AAAA", "1-1", -2, reason="pick", reference="pick list 1"),
        line(2, 10, "BBBB", "1-2", -1, reason="pick", reference="pick list 1"),
        line(3, 11, "BBBB", "1-2", -1, reason="pick", reference="pick list 1"),
        line(4, 10, "AAAA", "1-1", -1, reason="pick", reference="pick list 1"),
        line(5, 10, "CCCC", "2-1", -1),
        line(6, 10, "CCCC", "2-1", -1, reference="case 7"),
        line(7, 10, "DDDD", "2-2", -4),
        line(8, 12, "DDDD", "2-2", 4, reason="undo", root=(7, "use", first)),
        line(9, 10, "EEEE", "3-1", -4),
        line(10, 12, "EEEE", "3-1", 3, reason="undo", root=(9, "use", first)),
        line(11, 10, "FFFF", "3-2", 9, reason="receive"),
        line(12, 1, "GGGG", "3-3", -1),
    ]
    return snapshot(movement_v1=rows)


def test_walks_are_told_apart(opened):
    rows = fetches(opened, 30)
    walks = {}
    for row in rows.iter_rows(named=True):
        walks.setdefault(row["session"], []).append((row["part_key"], row["location"]))
    assert sorted(map(sorted, walks.values())) == [
        [("AAAA", "1-1"), ("BBBB", "1-2")],
        [("BBBB", "1-2")],
        [("CCCC", "2-1")],
        [("CCCC", "2-1")],
        [("EEEE", "3-1")],
    ]
    assert rows["day"].unique().sort().to_list() == [20522, 20523], "days since 1970"


def test_days_are_counted_from_the_day_of_the_snapshot(opened):
    assert fetches(opened, 31).height == 7
    assert fetches(opened, 1).is_empty()
