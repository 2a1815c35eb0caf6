import pytest

from app.exceptions import RecordNotFoundException, ValidationException

pytestmark = pytest.mark.integration


def test_the_first_opener_names_the_batch_of_the_whole_unit_of_work(shop):
    def act(work):
        first = work.batches.open("receive", note="delivery", reference="order 7")
        work.stock.receive("ABCD", "1-1", 3)
        work.parts.update("ABCD", {"description": "Blue LED"})
        return first.id, work.batches.open("edit").id

    first, later = shop.do(act, actor="anna")
    assert first == later
    assert shop.rows("SELECT kind, actor, note, reference FROM batches WHERE id = :id", id=first) == [
        ("receive", "anna", "delivery", "order 7")
    ]
    assert shop.rows("SELECT DISTINCT batch_id FROM stock_movements") == [(first,)]


@pytest.mark.parametrize("batch_id", [0, -1, 2**31, 2**63 - 1, 2**63, 10**30])
def test_an_id_that_no_batch_has_is_not_found_however_large(shop, batch_id):
    for look in (lambda work: work.batches.get(batch_id), lambda work: work.undo.undo(batch_id)):
        with pytest.raises(RecordNotFoundException, match=str(batch_id)):
            shop.do(look)


def test_contents_are_cut_but_counted(shop):
    def act(work):
        batch = work.batches.open("receive")
        for slot in ("1-1", "1-2", "1-3"):
            work.stock.receive("ABCD", slot, 1)
        work.parts.update("ABCD", {"description": "Blue LED", "tags": ["blue"]})
        return batch.id

    batch = shop.do(act)
    contents = shop.do(lambda work: work.batches.contents(batch, limit=2))
    assert [line.location.label for line in contents.movements] == ["1-1", "1-2"]
    assert (contents.movement_count, contents.change_count) == (3, 1)
    change = contents.changes[0]
    assert (change.table_name, change.action) == ("parts", "update")
    assert change.before == {"description": "Red LED", "tags": []}
    assert change.after == {"description": "Blue LED", "tags": ["blue"]}


def test_latest_lists_newest_first_with_a_total(shop):
    ids = [shop.do(lambda work: work.stock.receive("ABCD", "1-1", 1).batch_id) for _ in range(3)]
    page, total = shop.do(lambda work: work.batches.latest(limit=2, offset=1))
    assert [batch.id for batch in page] == [ids[1], ids[0]]
    assert total == 4
    only, count = shop.do(lambda work: work.batches.latest(kind="edit"))
    assert ([batch.kind for batch in only], count) == (["edit"], 1)
    with pytest.raises(ValidationException, match="kind must be one of receive, use, "):
        shop.do(lambda work: work.batches.latest(kind="mend"))


def test_a_batch_is_found_by_id_by_key_and_by_its_undo(shop):
    batch = shop.do(lambda work: work.batches.open("edit", idempotency_key="k1").id)
    assert shop.do(lambda work: work.batches.find_by_idempotency_key("k1").id) == batch
    assert shop.do(lambda work: work.batches.find_by_idempotency_key("k2")) is None
    assert shop.do(lambda work: work.batches.undone_by(batch)) is None
    undo = shop.do(lambda work: work.undo.undo(batch).undo_batch)
    assert shop.do(lambda work: work.batches.undone_by(batch).id) == undo
    with pytest.raises(RecordNotFoundException, match="Batch 99 was not found"):
        shop.do(lambda work: work.batches.get(99))


def test_a_refused_unit_of_work_leaves_no_batch(shop):
    before = shop.rows("SELECT count(*) FROM batches")
    with pytest.raises(RecordNotFoundException):
        shop.do(lambda work: (work.batches.open("edit"), work.parts.get("ZZZZ")))
    assert shop.rows("SELECT count(*) FROM batches") == before
