"""Pages of batches: newest first, with what a list shows of each."""

import pytest

from app.exceptions import ValidationException

pytestmark = pytest.mark.integration


def test_batches_come_newest_first_with_the_parts_they_moved_and_what_took_them_back(shop):
    def deliver(work):
        batch = work.batches.open("receive", note="delivery")
        for key in ("EFGH", "ABCD", "ABCD"):
            work.stock.receive(key, "1-1", 1)
        return batch.id

    delivered = shop.do(deliver, actor="anna")
    undo = shop.do(lambda work: work.undo.undo(delivered).undo_batch)
    shop.do(lambda work: work.parts.update("EFGH", {"description": "Blue LED"}))
    rows, total = shop.do(lambda work: work.batch_reader.page(limit=3))
    assert [(row.batch.kind, row.undone_by, row.part_count, row.first_part, row.can_undo) for row in rows] == [
        ("edit", None, 0, None, True),
        ("undo", None, 2, "ABCD", True),
        ("receive", undo, 2, "ABCD", False),
    ]
    assert total == 4
    assert [row.batch.actor for row in shop.do(lambda work: work.batch_reader.page(limit=2, offset=2)[0])] == [
        "anna",
        "setup",
    ]


def test_demo_data_is_not_offered_to_be_taken_back(shop):
    shop.do(lambda work: work.batches.open("demo"))
    assert not shop.do(lambda work: work.batch_reader.page(limit=1)[0][0].can_undo)


def test_an_empty_store_has_no_page_and_an_impossible_one_is_refused(container):
    with container.unit_of_work() as work:
        assert work.batch_reader.page() == ([], 0)
        with pytest.raises(ValidationException):
            work.batch_reader.page(limit=0)
