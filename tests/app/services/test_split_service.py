"""One action over several slots: all of it or nothing, one batch, one undo."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.exceptions import (
    BinsightError,
    InsufficientQuantityException,
    InvalidOperationException,
    RecordNotFoundException,
    ValidationException,
)
from app.services.split_service import Share

pytestmark = pytest.mark.integration


def test_a_delivery_fills_several_slots_as_one_batch(shop):
    change = shop.do(lambda work: work.splits.put("abcd", [Share("1-1", 3), Share("2-4", 7)], reference="order 1"))
    assert change.message == "Received 10 (3 into 1-1, 7 into 2-4) of ABCD"
    assert shop.held() == shop.ledger() == {("ABCD", "1-1"): 3, ("ABCD", "2-4"): 7}
    assert shop.rows("SELECT DISTINCT batch_id, reason, reference FROM stock_movements") == [
        (change.batch_id, "receive", "order 1")
    ]
    shop.do(lambda work: work.undo.undo(change.batch_id))
    assert shop.held() == {}


def test_a_slot_is_emptied_into_several_others_without_counting_as_usage(shop):
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 10))
    change = shop.do(lambda work: work.splits.put("ABCD", [Share("1-2", 6), Share("1-3", 4)], source="1-1"))
    assert shop.held() == {("ABCD", "1-2"): 6, ("ABCD", "1-3"): 4}
    reasons = "SELECT reason, sum(delta) FROM stock_movements WHERE batch_id = :id GROUP BY 1 ORDER BY 1"
    assert shop.rows(reasons, id=change.batch_id) == [("move_in", 10), ("move_out", -10)]


def test_units_are_taken_from_several_slots_for_one_reason(shop):
    shop.do(lambda work: work.splits.put("ABCD", [Share("1-1", 5), Share("2-1", 5)]))
    change = shop.do(lambda work: work.splits.take("ABCD", [Share("1-1", 5), Share("2-1", 1)], reason="scrap"))
    assert change.message == "Took 6 (5 from 1-1, 1 from 2-1) of ABCD"
    assert shop.held() == shop.ledger() == {("ABCD", "2-1"): 4}


@pytest.mark.parametrize(
    ("shares", "error", "words"),
    [
        ([], ValidationException, "between 1 and 200 slots"),
        ([Share("1-1", 1)] * 201, ValidationException, "between 1 and 200 slots"),
        ([Share("1-1", 1), Share("1-1", 2)], ValidationException, "Slot 1-1 is named twice"),
        ([Share("1-2", 1), Share("1-3", 0)], ValidationException, "at least 1, not 0"),
        ([Share("1-2", 1), Share("9-9", 1)], RecordNotFoundException, "Location 9-9"),
        ([Share("1-2", 1), Share("1-3", 99)], InsufficientQuantityException, "have 9"),
        ([Share("1-2", 1), Share("1-1", 1)], InvalidOperationException, "both source and destination"),
    ],
)
def test_a_bad_share_undoes_all_of_them(shop, shares, error, words):
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 10))
    with pytest.raises(error, match=words):
        shop.do(lambda work: work.splits.put("ABCD", shares, source="1-1"))
    assert shop.held() == shop.ledger() == {("ABCD", "1-1"): 10}


def test_opposite_splits_at_once_lose_nothing_and_never_hang(shop):
    shop.do(lambda work: work.splits.put("ABCD", [Share("1-1", 50), Share("1-2", 50), Share("1-3", 50)]))
    slots = ["1-1", "1-2", "1-3"]

    def carry(turn):
        source, *targets = slots[turn % 3 :] + slots[: turn % 3]
        try:
            with shop.container.unit_of_work() as work:
                work.splits.put("ABCD", [Share(slot, 1) for slot in targets], source=source)
        except BinsightError as refused:
            return refused.message
        return None

    with ThreadPoolExecutor(6) as pool:
        refusals = [told for told in pool.map(carry, range(60)) if told]
    assert all("came first" in told or "Not enough" in told for told in refusals)
    assert sum(shop.held().values()) == 150
    assert shop.held() == shop.ledger()
