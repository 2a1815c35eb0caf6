import pytest

from app.exceptions import RecordNotFoundException, ValidationException

pytestmark = pytest.mark.integration


def floors(shop, key="ABCD"):
    found = shop.do(lambda work: [(m.location.label, m.minimum_quantity) for m in work.minimums.of_part(key)])
    return dict(found)


def test_a_minimum_is_set_replaced_cleared_and_each_of_it_undone(shop):
    def change(act):
        return shop.do(lambda work: (act(work), work.batches.open("edit").id)[1])

    first = change(lambda work: work.minimums.set("abcd", "1-2", 10))
    second = change(lambda work: work.minimums.set("ABCD", "1-2", 25))
    assert floors(shop) == {"1-2": 25}
    third = change(lambda work: work.minimums.clear("ABCD", "1-2"))
    assert floors(shop) == {}
    for batch, expected in ((third, {"1-2": 25}), (second, {"1-2": 10}), (first, {})):
        shop.do(lambda work, batch=batch: work.undo.undo(batch))
        assert floors(shop) == expected


def test_slots_below_their_minimum_are_listed_emptiest_first_with_what_lies_elsewhere(shop):
    def fill(work):
        work.stock.receive("ABCD", "1-1", 4)
        work.stock.receive("ABCD", "2-1", 100)
        work.stock.receive("EFGH", "1-3", 8)
        for key, slot, least in (("ABCD", "1-1", 5), ("ABCD", "2-1", 100), ("EFGH", "1-3", 9), ("EFGH", "2-4", 1)):
            work.minimums.set(key, slot, least)

    shop.do(fill)
    low, total = shop.do(lambda work: work.minimums.low())
    assert [(row.part.key, row.location, row.quantity, row.minimum, row.elsewhere) for row in low] == [
        ("EFGH", "2-4", 0, 1, 8),
        ("ABCD", "1-1", 4, 5, 100),
        ("EFGH", "1-3", 8, 9, 0),
    ]
    assert total == 3
    assert [row.location for row in shop.do(lambda work: work.minimums.low(limit=1, offset=1))[0]] == ["1-1"]


@pytest.mark.parametrize("least", [0, -1, 10**10, True, 1.5])
def test_an_impossible_minimum_is_refused(shop, least):
    with pytest.raises(ValidationException, match="The minimum must be between 1 and"):
        shop.do(lambda work: work.minimums.set("ABCD", "1-1", least))


def test_unknown_parts_slots_and_minimums_are_named(shop):
    with pytest.raises(RecordNotFoundException, match="Part ZZZZ"):
        shop.do(lambda work: work.minimums.set("ZZZZ", "1-1", 1))
    with pytest.raises(RecordNotFoundException, match="Location 9-9"):
        shop.do(lambda work: work.minimums.set("ABCD", "9-9", 1))
    with pytest.raises(RecordNotFoundException, match="Minimum of ABCD in 1-1"):
        shop.do(lambda work: work.minimums.clear("ABCD", "1-1"))
