from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exceptions import RecordNotFoundException, ValidationException
from app.services.split_service import Share
from app.services.stock_history_service import JournalFilter

pytestmark = pytest.mark.integration


@pytest.mark.rule(20)
def test_lines_come_newest_first_with_the_level_after_each(shop):
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 10, note="first"), actor="anna")
    used = shop.do(lambda work: work.stock.use("ABCD", "1-1", 3, reference="case 1"))
    shop.do(lambda work: work.stock.receive("ABCD", "2-1", 5))
    shop.do(lambda work: work.undo.undo(used.batch_id))
    shop.do(lambda work: work.stock.receive("EFGH", "1-1", 99))
    lines, total = shop.do(lambda work: work.history.of_part("abcd"))
    assert [(line.delta, line.reason, line.location, line.level_after) for line in lines] == [
        (3, "undo", "1-1", 15),
        (5, "receive", "2-1", 12),
        (-3, "use", "1-1", 7),
        (10, "receive", "1-1", 10),
    ]
    assert total == 4
    assert [line.is_undone for line in lines] == [False, False, True, False]
    assert [line.can_undo_line for line in lines] == [False, True, False, True]
    assert [line.can_undo_batch for line in lines] == [True, False, False, False], "a batch of one line is that line"
    assert (lines[3].actor, lines[3].note, lines[2].reference) == ("anna", "first", "case 1")


def test_a_line_of_the_past_takes_its_place_in_time(shop):
    early = shop.now - timedelta(days=3)
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 10))
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 4, occurred_at=early))
    lines, _ = shop.do(lambda work: work.history.of_part("ABCD"))
    assert [(line.delta, line.level_after) for line in lines] == [(10, 14), (4, 4)]


def test_only_undos_that_can_work_are_offered(shop):
    def create_and_fill(work):
        work.batches.open("import")
        key = work.parts.create(description="new").key
        return work.stock.receive(key, "1-1", 5)

    def load(work):
        work.batches.open("demo")
        return work.stock.receive("ABCD", "1-1", 5)

    shop.do(create_and_fill)
    shop.do(load)
    shop.do(lambda work: work.splits.put("EFGH", [Share("1-1", 10), Share("1-2", 4)]))
    lines, _ = shop.do(lambda work: work.history.journal())
    offers = [(line.can_undo_line, line.can_undo_batch) for line in lines]
    assert offers == [(True, True), (True, True), (False, False), (False, True)]


def test_pages_do_not_change_levels(shop):
    for _ in range(5):
        shop.do(lambda work: work.stock.receive("ABCD", "1-1", 1))
    whole, _ = shop.do(lambda work: work.history.of_part("ABCD"))
    pages = [shop.do(lambda work, o=offset: work.history.of_part("ABCD", limit=2, offset=o))[0] for offset in (0, 2, 4)]
    assert [line for page in pages for line in page] == whole


def test_the_journal_holds_all_parts_with_their_own_levels(shop):
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 10))
    shop.do(lambda work: work.stock.receive("EFGH", "1-1", 7))
    lines, total = shop.do(lambda work: work.history.journal(limit=1))
    assert ([(line.part_key, line.level_after) for line in lines], total) == ([("EFGH", 7)], 2)


def test_the_journal_is_filtered_by_everything_a_line_carries(shop):
    start = shop.now
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 10), actor="anna")
    used = shop.do(lambda work: work.stock.use("ABCD", "1-1", 3), actor="bert")
    shop.do(lambda work: work.stock.receive("EFGH", "2-1", 5), actor="Hannah")

    def deltas(**wanted):
        return [line.delta for line in shop.do(lambda work: work.history.journal(JournalFilter(**wanted)))[0]]

    assert deltas() == [5, -3, 10]
    assert deltas(part_key="abcd") == [-3, 10]
    assert deltas(location="2-1") == [5]
    assert deltas(reason="receive") == [5, 10]
    assert deltas(actor="anna") == [5, 10], "part of a name, whatever its case"
    assert deltas(batch_id=used.batch_id) == [-3]
    assert deltas(since=start + timedelta(minutes=2)) == [5, -3]
    assert deltas(until=start + timedelta(minutes=2)) == [10]
    assert deltas(part_key="ABCD", reason="use", actor="anna") == []


@pytest.mark.parametrize(
    ("wanted", "error", "words"),
    [
        ({"reason": "nonsense"}, ValidationException, "reason must be one of receive"),
        ({"part_key": "ZZZZ"}, RecordNotFoundException, "Part ZZZZ"),
        ({"location": "9-9"}, RecordNotFoundException, "Location 9-9"),
        ({"location": "nine"}, ValidationException, "is not a location"),
        ({"batch_id": 0}, ValidationException, "at least 1"),
        ({"actor": "a\x00b"}, ValidationException, "NUL"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(shop, wanted, error, words):
    with pytest.raises(error, match=words):
        shop.do(lambda work: work.history.journal(JournalFilter(**wanted)))


def test_an_unknown_part_is_named(shop):
    with pytest.raises(RecordNotFoundException, match="Part ZZZZ was not found"):
        shop.do(lambda work: work.history.of_part("ZZZZ"))


@given(deltas=st.lists(st.integers(-5, 9), max_size=15))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_levels_agree_with_a_running_sum(shop, deltas):
    key, level, expected = shop.do(lambda work: work.parts.create(description="x").key), 0, []
    for delta in deltas:
        if delta == 0 or level + delta < 0:
            continue
        act = (
            (lambda work, n=delta: work.stock.receive(key, "1-1", n))
            if delta > 0
            else (lambda work, n=-delta: work.stock.use(key, "1-1", n))
        )
        shop.do(act)
        level += delta
        expected.insert(0, (delta, level))
    lines, total = shop.do(lambda work: work.history.of_part(key))
    assert [(line.delta, line.level_after) for line in lines] == expected
    assert total == len(expected)
