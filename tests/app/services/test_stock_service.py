from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.exceptions import (
    InsufficientQuantityException,
    InvalidOperationException,
    RecordNotFoundException,
    ValidationException,
)

pytestmark = pytest.mark.integration
BILLION = 1_000_000_000


@pytest.fixture
def stocked(shop):
    """Ten ABCD in 1-1."""
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 10))
    return shop


def lines(shop):
    query = "SELECT delta, reason, actor, reference, note FROM stock_movements ORDER BY id"
    return shop.rows(query)


def refused(shop, error, message, act):
    """The act is refused with this message, and the store is as it was."""
    before = (shop.held(), lines(shop), shop.rows("SELECT count(*) FROM batches"))
    with pytest.raises(error) as caught:
        shop.do(act)
    assert message in caught.value.message
    assert (shop.held(), lines(shop), shop.rows("SELECT count(*) FROM batches")) == before


@pytest.mark.rule(15)
def test_receive_puts_units_in_and_says_so(shop):
    change = shop.do(lambda work: work.stock.receive("abcd ", "1 - 1", 5, note="new", reference="order 7"))
    assert shop.held() == {("ABCD", "1-1"): 5}
    assert lines(shop) == [(5, "receive", "test", "order 7", "new")]
    assert (change.part_key, change.message) == ("ABCD", "Received 5 of ABCD into 1-1")
    assert shop.rows("SELECT batch_id FROM stock_movements") == [(change.batch_id,)]


@pytest.mark.rule(15)
def test_receive_again_adds_up(stocked):
    stocked.do(lambda work: work.stock.receive("ABCD", "1-1", 5))
    assert stocked.held() == {("ABCD", "1-1"): 15}


@pytest.mark.rule(18)
def test_one_slot_holds_several_parts(stocked):
    stocked.do(lambda work: work.stock.receive("EFGH", "1-1", 2))
    assert stocked.held() == {("ABCD", "1-1"): 10, ("EFGH", "1-1"): 2}


@pytest.mark.parametrize("quantity", [0, -1, BILLION + 1, 2**63])
def test_receive_refuses_impossible_quantities(stocked, quantity):
    refused(stocked, ValidationException, "", lambda work: work.stock.receive("ABCD", "1-1", quantity))


def test_a_slot_never_overflows(stocked):
    refused(stocked, ValidationException, "at most", lambda work: work.stock.receive("ABCD", "1-1", BILLION - 9))
    stocked.do(lambda work: work.stock.receive("ABCD", "1-1", BILLION - 10))
    assert stocked.held() == {("ABCD", "1-1"): BILLION}


@pytest.mark.parametrize(
    ("key", "slot", "error", "message"),
    [
        ("ZZZZ", "1-1", RecordNotFoundException, "Part ZZZZ was not found"),
        ("", "1-1", RecordNotFoundException, "was not found"),
        ("ABCDE", "1-1", RecordNotFoundException, "Part ABCDE was not found"),
        ("ABCD", "9-1", RecordNotFoundException, "Location 9-1 was not found"),
        ("ABCD", "1-5", RecordNotFoundException, "Location 1-5 was not found"),
        ("ABCD", "drawer", ValidationException, "'drawer' is not a location"),
        ("ABCD", "1-1; DROP TABLE parts", ValidationException, "is not a location"),
        ("AB\x00D", "1-1", ValidationException, "NUL"),
    ],
)
@pytest.mark.rule(15, 16, 17)
def test_every_operation_names_what_it_does_not_know(shop, key, slot, error, message):
    for act in (
        lambda work: work.stock.receive(key, slot, 1),
        lambda work: work.stock.use(key, slot, 1),
        lambda work: work.stock.move(key, slot, "2-1", 1),
        lambda work: work.stock.count(key, slot, 1),
        lambda work: work.stock.adjust(key, slot, 1, note="why"),
    ):
        refused(shop, error, message, act)


def test_nothing_new_enters_what_is_closed(stocked):
    stocked.do(lambda work: work.boxes.lock_location("2-1"))
    stocked.do(lambda work: work.parts.archive("EFGH"))
    message = "location 2-1 is locked"
    refused(stocked, InvalidOperationException, message, lambda work: work.stock.receive("ABCD", "2-1", 1))
    refused(stocked, InvalidOperationException, message, lambda work: work.stock.move("ABCD", "1-1", "2-1", 1))
    refused(stocked, InvalidOperationException, message, lambda work: work.stock.adjust("ABCD", "2-1", 1, note="x"))
    refused(stocked, InvalidOperationException, "archived", lambda work: work.stock.receive("EFGH", "1-2", 1))
    stocked.do(lambda work: work.boxes.archive(2))
    refused(stocked, InvalidOperationException, "box 2 is archived", lambda work: work.stock.receive("ABCD", "2-2", 1))


def test_a_locked_slot_still_gives_what_it_holds(stocked):
    stocked.do(lambda work: work.boxes.lock_location("1-1"))
    stocked.do(lambda work: work.stock.use("ABCD", "1-1", 4))
    stocked.do(lambda work: work.stock.move("ABCD", "1-1", "1-2", 6))
    assert stocked.held() == {("ABCD", "1-2"): 6}


@pytest.mark.parametrize(
    ("reason", "message"),
    [("use", "Used 3 of ABCD from 1-1"), ("scrap", "Scrapped 3 of"), ("repair", "Used for repair 3 of")],
)
def test_use_takes_units_out_for_a_reason(stocked, reason, message):
    change = stocked.do(lambda work: work.stock.use("ABCD", "1-1", 3, reason=reason))
    assert stocked.held() == {("ABCD", "1-1"): 7}
    assert lines(stocked)[-1][:2] == (-3, reason)
    assert stocked.rows("SELECT kind FROM batches WHERE id = :id", id=change.batch_id) == [(reason,)]
    assert change.message.startswith(message)


@pytest.mark.rule(16, 19)
def test_using_everything_empties_the_slot(stocked):
    stocked.do(lambda work: work.stock.use("ABCD", "1-1", 10))
    assert stocked.held() == {}
    assert stocked.do(lambda work: work.stock.stock_of("ABCD")) == []


@pytest.mark.rule(16)
def test_use_refuses_more_than_there_is(stocked):
    for slot, have in (("1-1", 10), ("1-2", 0)):
        refused(
            stocked,
            InsufficientQuantityException,
            f"Not enough parts available at {slot} (requested 11, have {have})",
            lambda work, slot=slot: work.stock.use("ABCD", slot, 11),
        )


def test_use_refuses_unknown_reasons_and_nothing(stocked):
    refused(stocked, ValidationException, "choose use", lambda work: work.stock.use("ABCD", "1-1", 1, reason="gift"))
    refused(stocked, ValidationException, "at least 1", lambda work: work.stock.use("ABCD", "1-1", 0))


def test_past_moments_are_kept_and_future_ones_refused(stocked):
    earlier = stocked.now - timedelta(days=2)
    stocked.do(lambda work: work.stock.use("ABCD", "1-1", 1, occurred_at=earlier))
    assert stocked.rows("SELECT occurred_at FROM stock_movements WHERE delta < 0") == [(earlier,)]
    later = stocked.now + timedelta(days=1)
    refused(
        stocked, ValidationException, "future", lambda work: work.stock.receive("ABCD", "1-1", 1, occurred_at=later)
    )


@pytest.mark.rule(17)
def test_move_writes_two_lines_of_one_instant(stocked):
    change = stocked.do(lambda work: work.stock.move("ABCD", "1-1", "2-3", 4))
    assert stocked.held() == {("ABCD", "1-1"): 6, ("ABCD", "2-3"): 4}
    assert [line[:2] for line in lines(stocked)[1:]] == [(-4, "move_out"), (4, "move_in")]
    assert len(change.movement_ids) == 2
    assert stocked.rows("SELECT count(DISTINCT occurred_at) FROM stock_movements WHERE reason LIKE 'move%'") == [(1,)]


@pytest.mark.rule(17)
def test_move_refuses_what_cannot_be(stocked):
    refused(stocked, InvalidOperationException, "both source", lambda work: work.stock.move("ABCD", "1-1", "01-01", 1))
    refused(stocked, InsufficientQuantityException, "have 10", lambda work: work.stock.move("ABCD", "1-1", "1-2", 11))
    refused(stocked, ValidationException, "at least 1", lambda work: work.stock.move("ABCD", "1-1", "1-2", 0))


@pytest.mark.parametrize(("counted", "delta"), [(12, 2), (7, -3), (0, -10)])
def test_a_count_records_the_difference(stocked, counted, delta):
    stocked.do(lambda work: work.stock.count("ABCD", "1-1", counted, note="yearly"))
    assert lines(stocked)[-1] == (delta, "count", "test", None, "yearly")
    assert stocked.held() == ({("ABCD", "1-1"): counted} if counted else {})


def test_a_count_that_agrees_is_kept_without_a_line(stocked):
    change = stocked.do(lambda work: work.stock.count("ABCD", "1-1", 10))
    assert change.movement_ids == ()
    assert change.message.endswith("as recorded")
    assert stocked.rows("SELECT kind FROM batches WHERE id = :id", id=change.batch_id) == [("count",)]


@pytest.mark.parametrize("counted", [-1, BILLION + 1])
def test_a_count_is_a_possible_number(stocked, counted):
    refused(stocked, ValidationException, "between 0", lambda work: work.stock.count("ABCD", "1-1", counted))


@pytest.mark.parametrize("delta", [3, -10])
def test_adjust_corrects_with_a_note(stocked, delta):
    stocked.do(lambda work: work.stock.adjust("ABCD", "1-1", delta, note="found under the bench"))
    assert lines(stocked)[-1] == (delta, "adjust", "test", None, "found under the bench")


def test_adjust_refuses_what_makes_no_sense(stocked):
    refused(stocked, ValidationException, "few words", lambda work: work.stock.adjust("ABCD", "1-1", 1, note="  "))
    refused(stocked, ValidationException, "at least 1", lambda work: work.stock.adjust("ABCD", "1-1", 0, note="x"))
    refused(
        stocked, InsufficientQuantityException, "have 10", lambda work: work.stock.adjust("ABCD", "1-1", -11, note="x")
    )


def test_several_operations_of_one_unit_of_work_stand_or_fall_together(stocked):
    def act(work):
        work.stock.use("ABCD", "1-1", 4)
        work.stock.use("ABCD", "1-1", 7)

    refused(stocked, InsufficientQuantityException, "have 6", act)


def test_stock_of_lists_slots_in_order(stocked):
    for slot in ("2-2", "1-3", "2-1"):
        stocked.do(lambda work, slot=slot: work.stock.receive("ABCD", slot, 1))
    found = stocked.do(lambda work: [(row.location.label, row.quantity) for row in work.stock.stock_of("abcd")])
    assert found == [("1-1", 10), ("1-3", 1), ("2-1", 1), ("2-2", 1)]


@pytest.mark.rule(15, 16, 17)
def test_units_are_metered_but_not_moves(stocked):
    stocked.do(lambda work: work.stock.use("ABCD", "1-1", 4))
    stocked.do(lambda work: work.stock.move("ABCD", "1-1", "1-2", 1))
    metered = stocked.container.metrics_service().render().decode()
    assert 'inventory_quantity_changes_total{operation="add"} 10.0' in metered
    assert 'inventory_quantity_changes_total{operation="remove"} 4.0' in metered


def test_many_users_never_take_the_same_unit_twice(stocked):
    def take(_):
        try:
            with stocked.container.unit_of_work() as work:
                work.stock.use("ABCD", "1-1", 3)
        except InsufficientQuantityException:
            return 0
        return 3

    with ThreadPoolExecutor(6) as pool:
        taken = sum(pool.map(take, range(12)))
    assert taken == 9
    assert stocked.held() == stocked.ledger() == {("ABCD", "1-1"): 1}


def test_opposite_moves_at_once_both_succeed(stocked):
    stocked.do(lambda work: work.stock.receive("ABCD", "2-1", 50))
    stocked.do(lambda work: work.stock.receive("ABCD", "1-1", 40))

    def carry(number):
        there, back = ("1-1", "2-1") if number % 2 else ("2-1", "1-1")
        with stocked.container.unit_of_work() as work:
            work.stock.move("ABCD", there, back, 2)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(carry, range(24)))
    assert stocked.held() == stocked.ledger() == {("ABCD", "1-1"): 50, ("ABCD", "2-1"): 50}


def test_a_first_arrival_in_a_slot_by_two_at_once_adds_up(shop):
    def bring(_):
        with shop.container.unit_of_work() as work:
            work.stock.receive("ABCD", "1-1", 5)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(bring, range(8)))
    assert shop.held() == shop.ledger() == {("ABCD", "1-1"): 40}
