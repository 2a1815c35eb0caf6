"""Figures of the store as it is now: a naive count over the ledger agrees, and what runs low is told apart."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from app.exceptions import ValidationException

pytestmark = pytest.mark.integration
THRESHOLD = 5


def counts(shop):
    return asdict(shop.do(lambda work: work.dashboard.counts()))


def low(shop, *given, **page):
    """`(key, quantity, minimum)` of what runs low, and the total."""
    rows, total = shop.do(lambda work: work.dashboard.low_stock(*given, **page))
    return [(row.part.key, row.quantity, row.minimum) for row in rows], total


def test_an_empty_store_counts_nothing(container):
    with container.unit_of_work() as work:
        assert set(asdict(work.dashboard.counts()).values()) == {0}
        assert work.dashboard.low_stock() == ([], 0)
        assert work.dashboard.recent_activity() == ([], 0)
        assert work.dashboard.without_documents() == ([], 0)


def test_what_is_there_is_counted_without_what_is_archived(shop):
    shop.do(lambda work: work.types.create("LED"))
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 10))
    shop.do(lambda work: work.stock.receive("ABCD", "2-1", 4))
    shop.do(lambda work: work.parts.archive("EFGH"))
    found = counts(shop)
    assert (found["parts"], found["units"], found["boxes"], found["types"]) == (1, 14, 2, 1)
    shop.do(lambda work: work.stock.use("ABCD", "2-1", 4))
    shop.do(lambda work: work.boxes.archive(2))
    assert (counts(shop)["boxes"], counts(shop)["units"]) == (1, 10)


@pytest.mark.rule(21)
def test_a_move_is_one_change_and_its_undo_another(shop):
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 10))
    moved = shop.do(lambda work: work.stock.move("ABCD", "1-1", "2-1", 3))
    assert counts(shop)["changes_7d"] == 2
    shop.do(lambda work: work.undo.undo(moved.batch_id))
    assert counts(shop)["changes_7d"] == 3


def test_changes_count_by_when_they_happened(shop):
    for days in (0, 6, 8, 29, 31):
        at = shop.now - timedelta(days=days)
        shop.do(lambda work, at=at: work.stock.receive("ABCD", "1-1", 1, occurred_at=at))
    found = counts(shop)
    assert (found["changes_7d"], found["changes_30d"]) == (2, 4)


def test_counting_takes_one_statement(shop):
    seen = []
    event.listen(shop.container.engine(), "before_cursor_execute", lambda *call: seen.append(call[2]))
    counts(shop)
    assert len(seen) == 1


@pytest.mark.rule(22)
def test_a_part_is_low_by_its_own_minimum_else_by_the_threshold(shop):
    shop.do(lambda work: work.parts.create(key="MINI", description="own minimum", minimum_quantity=20))
    shop.do(lambda work: work.parts.create(key="ZERO", description="never low", minimum_quantity=0))
    shop.do(lambda work: work.parts.create(key="GONE", description="archived"))
    shop.do(lambda work: work.parts.archive("GONE"))
    shop.do(lambda work: work.stock.receive("MINI", "1-1", 19))
    shop.do(lambda work: work.stock.receive("ABCD", "1-2", THRESHOLD))
    assert low(shop) == ([("EFGH", 0, None), ("ABCD", 5, None), ("MINI", 19, 20)], 3)
    shop.do(lambda work: work.stock.receive("MINI", "1-1", 1))
    shop.do(lambda work: work.stock.receive("ABCD", "1-3", 1))
    assert low(shop) == ([("EFGH", 0, None)], 1)
    assert counts(shop)["low_stock"] == 1
    assert low(shop, 6) == ([("EFGH", 0, None), ("ABCD", 6, None)], 2)


def test_low_stock_is_paged_with_its_total(shop):
    assert low(shop, limit=1) == ([("ABCD", 0, None)], 2)
    assert low(shop, limit=1, offset=1) == ([("EFGH", 0, None)], 2)
    assert low(shop, limit=1, offset=2) == ([], 2)


@pytest.mark.parametrize("wrong", [{"threshold": -1}, {"threshold": 1_000_001}, {"limit": 0}, {"offset": -1}])
def test_impossible_questions_are_refused_with_their_field(shop, wrong):
    with pytest.raises(ValidationException) as caught:
        shop.do(lambda work: work.dashboard.low_stock(**wrong))
    assert caught.value.field == next(iter(wrong))
    with pytest.raises(ValidationException):
        shop.do(lambda work: work.dashboard.recent_activity(limit=0))


def test_recent_activity_is_newest_first(shop):
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 10))
    shop.do(lambda work: work.stock.use("ABCD", "1-1", 2))
    lines, total = shop.do(lambda work: work.dashboard.recent_activity(limit=1))
    assert ([(line.reason, line.delta) for line in lines], total) == ([("use", -2)], 2)


stock = st.lists(
    st.tuples(st.none() | st.integers(0, 9), st.lists(st.integers(1, 6), max_size=3)), min_size=1, max_size=6
)


@given(parts=stock, threshold=st.integers(0, 9))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_low_stock_agrees_with_a_naive_sum(shop, parts, threshold):
    made = {}
    for minimum, arrivals in parts:
        key = shop.do(lambda work, m=minimum: work.parts.create(description="x", minimum_quantity=m).key)
        for number, quantity in enumerate(arrivals, start=1):
            shop.do(lambda work, k=key, n=number, q=quantity: work.stock.receive(k, f"1-{n}", q))
        made[key] = (sum(arrivals), minimum)
    naive = [
        (key, held, minimum)
        for key, (held, minimum) in made.items()
        if (held < minimum if minimum is not None else held <= threshold)
    ]
    found, total = low(shop, threshold, limit=1000)
    assert [row for row in found if row[0] in made] == sorted(naive, key=lambda row: (row[1], row[0]))
    assert total == len(found)
