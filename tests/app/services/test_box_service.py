from concurrent.futures import ThreadPoolExecutor

import pytest

from app.exceptions import (
    DependencyException,
    InvalidOperationException,
    RecordNotFoundException,
    ResourceConflictException,
    ValidationException,
)

pytestmark = pytest.mark.integration


def slots(shop, box_no=1):
    return [(slot.location, slot.row, slot.column) for slot in shop.do(lambda work: work.boxes.contents(box_no))]


@pytest.mark.rule(10)
def test_a_box_gets_the_next_number_its_slots_and_a_grid(shop):
    box = shop.do(
        lambda work: work.boxes.create("Bin", 6, grid_columns=3, zone="A", x_m=1.5, storage_properties=["esd"])
    )
    assert (box.box_no, box.grid_rows, box.grid_columns, box.zone, box.x_m) == (3, 2, 3, "A", 1.5)
    assert slots(shop, 3) == [
        ("3-1", 1, 1), ("3-2", 1, 2), ("3-3", 1, 3), ("3-4", 2, 1), ("3-5", 2, 2), ("3-6", 2, 3),
    ]  # fmt: skip


def test_a_given_number_must_be_free(shop):
    assert shop.do(lambda work: work.boxes.create("Bin", 1, box_no=40).box_no) == 40
    assert shop.do(lambda work: work.boxes.create("Bin", 1).box_no) == 41
    with pytest.raises(ResourceConflictException, match="the number 40"):
        shop.do(lambda work: work.boxes.create("Bin", 1, box_no=40))


def test_boxes_made_at_once_get_different_numbers(shop):
    def make(_):
        with shop.container.unit_of_work() as work:
            return work.boxes.create("Bin", 2).box_no

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(make, range(8))) == list(range(3, 11))


@pytest.mark.parametrize(
    "given",
    [
        {"capacity": 0},
        {"capacity": 1001},
        {"capacity": "4"},
        {"description": ""},
        {"description": "x" * 256},
        {"box_no": 0},
        {"box_no": 1_000_000},
        {"grid_rows": 1, "grid_columns": 2},
        {"size_class": "huge"},
        {"storage_properties": ["warm"]},
        {"x_m": float("inf")},
        {"colour": "red"},
    ],
)
def test_impossible_boxes_are_refused(shop, given):
    with pytest.raises(ValidationException):
        shop.do(lambda work: work.boxes.create(**{"description": "Bin", "capacity": 4, **given}))
    assert shop.rows("SELECT count(*) FROM boxes") == [(2,)]


def test_an_unknown_designated_type_is_refused(shop):
    with pytest.raises(RecordNotFoundException, match="Type 9"):
        shop.do(lambda work: work.boxes.create("Bin", 4, designated_type_id=9))
    with pytest.raises(RecordNotFoundException, match="Type 9"):
        shop.do(lambda work: work.boxes.update(1, {"designated_type_id": 9}))


def test_update_changes_fields_and_resizes(shop):
    box = shop.do(lambda work: work.boxes.update(1, {"description": "Big drawer", "capacity": 6}))
    assert (box.description, box.capacity, len(slots(shop))) == ("Big drawer", 6, 6)
    with pytest.raises(RecordNotFoundException, match="Box 9"):
        shop.do(lambda work: work.boxes.update(9, {"zone": "A"}))
    before = shop.rows("SELECT count(*) FROM batches")
    with pytest.raises(ValidationException, match="A box has 1 to 1000 locations, not 0"):
        shop.do(lambda work: work.boxes.update(1, {"capacity": 0}))
    shop.do(lambda work: work.boxes.update(1, {}))
    assert shop.rows("SELECT count(*) FROM batches") == before


@pytest.mark.rule(11)
def test_growing_keeps_slots_and_shrinking_cuts_empty_ones(shop):
    shop.do(lambda work: work.stock.receive("ABCD", "1-2", 1))
    shop.do(lambda work: work.boxes.resize(1, 10))
    assert len(slots(shop)) == 10
    shop.do(lambda work: work.boxes.resize(1, 2))
    assert [slot[0] for slot in slots(shop)] == ["1-1", "1-2"]
    assert shop.held() == {("ABCD", "1-2"): 1}


@pytest.mark.rule(11)
def test_slots_with_stock_or_a_past_are_never_cut(shop):
    for slot in ("1-3", "1-4"):
        shop.do(lambda work, slot=slot: work.stock.receive("ABCD", slot, 1))
    with pytest.raises(InvalidOperationException, match="there is stock in 1-3, 1-4") as caught:
        shop.do(lambda work: work.boxes.resize(1, 2))
    assert caught.value.details == {"locations": ["1-3", "1-4"]}
    for slot in ("1-3", "1-4"):
        shop.do(lambda work, slot=slot: work.stock.use("ABCD", slot, 1))
    with pytest.raises(InvalidOperationException, match="1-3, 1-4 had stock in the past"):
        shop.do(lambda work: work.boxes.resize(1, 2))
    assert len(slots(shop)) == 4


@pytest.mark.parametrize("capacity", [0, -3, 1001])
def test_impossible_capacities_are_refused(shop, capacity):
    with pytest.raises(ValidationException):
        shop.do(lambda work: work.boxes.resize(1, capacity))


def test_slots_are_locked_and_unlocked_once(shop):
    assert shop.do(lambda work: work.boxes.lock_location("1-2").is_locked)
    with pytest.raises(InvalidOperationException, match="1-2 because it is locked already"):
        shop.do(lambda work: work.boxes.lock_location("1-2"))
    assert not shop.do(lambda work: work.boxes.unlock_location("1-2").is_locked)
    with pytest.raises(InvalidOperationException, match="not locked"):
        shop.do(lambda work: work.boxes.unlock_location("1-2"))
    with pytest.raises(RecordNotFoundException):
        shop.do(lambda work: work.boxes.lock_location("1-9"))


@pytest.mark.rule(12)
def test_only_empty_boxes_are_archived_and_only_unused_ones_deleted(shop):
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 1))
    with pytest.raises(InvalidOperationException, match="stock in 1-1"):
        shop.do(lambda work: work.boxes.archive(1))
    with pytest.raises(DependencyException, match="stock in 1-1"):
        shop.do(lambda work: work.boxes.delete(1))
    shop.do(lambda work: work.stock.use("ABCD", "1-1", 1))
    with pytest.raises(DependencyException, match="archive the box instead"):
        shop.do(lambda work: work.boxes.delete(1))
    shop.do(lambda work: work.boxes.archive(1))
    with pytest.raises(InvalidOperationException, match="archived already"):
        shop.do(lambda work: work.boxes.archive(1))
    assert [row.box.box_no for row in shop.do(lambda work: work.boxes.list()[0])] == [2]
    assert [row.box.box_no for row in shop.do(lambda work: work.boxes.list(include_archived=True)[0])] == [1, 2]
    shop.do(lambda work: work.boxes.restore(1))
    with pytest.raises(InvalidOperationException, match="not archived"):
        shop.do(lambda work: work.boxes.restore(1))
    shop.do(lambda work: work.boxes.delete(2))
    with pytest.raises(RecordNotFoundException):
        shop.do(lambda work: work.boxes.get(2))


@pytest.mark.rule(13)
def test_usage_counts_slots_not_parts(shop):
    for key, slot in (("ABCD", "1-1"), ("EFGH", "1-1"), ("ABCD", "1-3")):
        shop.do(lambda work, k=key, s=slot: work.stock.receive(k, s, 1))
    row = shop.do(lambda work: work.boxes.usage(1))
    assert (row.occupied, row.capacity, row.usage_percent) == (2, 4, 50.0)
    first = shop.do(lambda work: work.boxes.contents(1))[0]
    assert [(held.part_key, held.quantity) for held in first.parts] == [("ABCD", 1), ("EFGH", 1)]


def test_boxes_are_found_by_words_and_number(shop):
    shop.do(lambda work: work.boxes.update(2, {"zone": "Attic"}))

    def found(query):
        rows, total = shop.do(lambda work: work.boxes.list(query=query))
        return [row.box.box_no for row in rows], total

    assert found("drawer") == found("1") == ([1], 1)
    assert found("attic shelf") == ([2], 1)
    assert found("%") == found("attic drawer") == ([], 0)
