from concurrent.futures import ThreadPoolExecutor

import pytest

from app.exceptions import (
    BinsightError,
    InsufficientQuantityException,
    InvalidOperationException,
    RecordNotFoundException,
    ValidationException,
)

pytestmark = pytest.mark.integration


@pytest.fixture
def walk(shop):
    """An open list of two lines, 6 ABCD from 1-1 (of 10) and 4 EFGH from 2-1 (of 4): its id, and the lines' ids."""

    def make(work):
        kit = work.kits.create("Blinker", build_target=2)
        work.kit_contents.add(kit.id, "ABCD", 3)
        work.kit_contents.add(kit.id, "EFGH", 2)
        work.stock.receive("ABCD", "1-1", 10)
        work.stock.receive("EFGH", "2-1", 4)
        made = work.pick_lists.create(kit.id, 2)
        return made.id, *(line.id for line in made.lines)

    return shop.do(make)


def claims(shop):
    return {
        key: sum(c.units for c in shop.do(lambda work, k=key: work.reservations.claims(k))) for key in ("ABCD", "EFGH")
    }


def status(shop, walk):
    found = shop.rows("SELECT status, completed_at IS NOT NULL FROM pick_lists")[0]
    return found, shop.rows("SELECT status, quantity_picked FROM pick_list_lines ORDER BY id")


@pytest.mark.rule(47, 53)
def test_picking_takes_units_lowers_claims_and_completes_the_list_with_its_last_line(shop, walk):
    assert claims(shop) == {"ABCD": 6, "EFGH": 4}
    change = shop.do(lambda work: work.picks.pick(*walk[:2]), actor="anna")
    assert change.message == "Picked 6 of ABCD from 1-1 for Blinker"
    assert (shop.held(), claims(shop)) == ({("ABCD", "1-1"): 4, ("EFGH", "2-1"): 4}, {"ABCD": 0, "EFGH": 4})
    assert status(shop, walk) == (("open", False), [("completed", 6), ("open", None)])
    shop.do(lambda work: work.picks.pick(walk[0], walk[2], 3))
    assert status(shop, walk) == (("completed", True), [("completed", 6), ("completed", 3)])
    assert claims(shop) == {"ABCD": 0, "EFGH": 1}, "what was not there is still needed"
    assert shop.rows("SELECT delta, reason, actor, reference FROM stock_movements ORDER BY id")[2:] == [
        (-6, "pick", "anna", "pick list 1"),
        (-3, "pick", "test", "pick list 1"),
    ]
    with pytest.raises(InvalidOperationException, match="picked already"):
        shop.do(lambda work: work.picks.pick(walk[0], walk[2]))


def test_all_open_lines_are_picked_in_one_batch_or_none_of_them(shop, walk):
    before = status(shop, walk), shop.held(), claims(shop)
    change = shop.do(lambda work: work.picks.pick_all(walk[0]))
    assert change.message == "Picked 2 lines for Blinker"
    assert (status(shop, walk)[0], shop.held()) == (("completed", True), {("ABCD", "1-1"): 4})
    assert shop.do(lambda work: work.picks.pick_all(walk[0])).batch_id is None
    shop.do(lambda work: work.undo.undo(change.batch_id))
    assert (status(shop, walk), shop.held(), claims(shop)) == before

    shop.do(lambda work: work.picks.pick(*walk[:2], 5))
    shop.do(lambda work: work.stock.use("EFGH", "2-1", 1, beyond_reserved=True))
    before = status(shop, walk), shop.held()
    with pytest.raises(InsufficientQuantityException, match="2-1"):
        shop.do(lambda work: work.picks.pick_all(walk[0]))
    assert (status(shop, walk), shop.held()) == before
    shop.do(lambda work: work.stock.receive("EFGH", "2-1", 1))
    assert shop.do(lambda work: work.picks.pick_all(walk[0])).message == "Picked 1 line for Blinker"
    assert status(shop, walk)[1] == [("completed", 5), ("completed", 4)]


@pytest.mark.rule(53, 54)
def test_nothing_can_be_picked_of_a_line_and_taken_back(shop, walk):
    shop.do(lambda work: work.picks.pick(*walk[:2], 0))
    assert shop.held() == {("ABCD", "1-1"): 10, ("EFGH", "2-1"): 4}
    assert status(shop, walk)[1][0] == ("completed", 0)
    shop.do(lambda work: work.picks.undo(*walk[:2]))
    assert status(shop, walk)[1][0] == ("open", None)


@pytest.mark.rule(54)
def test_lines_are_taken_back_in_any_order_and_the_list_opens_again(shop, walk):
    before = status(shop, walk), shop.held(), claims(shop), shop.rows("SELECT * FROM pick_list_lines ORDER BY id")
    assert shop.do(lambda work: work.picks.undo(*walk[:2])).batch_id is None
    for line in walk[1:]:
        shop.do(lambda work, line=line: work.picks.pick(walk[0], line))
    assert status(shop, walk)[0] == ("completed", True)
    for line in walk[1:]:  # the first line first: the batch of the last one completed the list
        shop.do(lambda work, line=line: work.picks.undo(walk[0], line))
        assert status(shop, walk)[0] == ("open", False)
    assert (status(shop, walk), shop.held(), claims(shop)) == before[:3]
    stamps = 2  # created_at and updated_at are the last columns
    assert [row[:-stamps] for row in shop.rows("SELECT * FROM pick_list_lines ORDER BY id")] == [
        row[:-stamps] for row in before[3]
    ]
    assert shop.held() == shop.ledger()


def test_the_undo_of_a_pick_is_undone_like_any_batch(shop, walk):
    picked = shop.do(lambda work: work.picks.pick(*walk[:2])).batch_id
    undo = shop.do(lambda work: work.undo.undo(picked)).undo_batch
    assert status(shop, walk)[1][0] == ("open", None)
    shop.do(lambda work: work.undo.undo(undo))
    assert status(shop, walk)[1][0] == ("completed", 6)
    shop.do(lambda work: work.picks.undo(*walk[:2]))
    assert (status(shop, walk)[1][0], shop.held()[("ABCD", "1-1")]) == (("open", None), 10)


@pytest.mark.rule(55)
def test_a_planned_quantity_stays_within_what_the_slot_has_left_for_the_list(shop, walk):
    shop.do(lambda work: work.picks.set_quantity(*walk[:2], 10))
    assert shop.rows("SELECT quantity_to_pick FROM pick_list_lines ORDER BY id")[0] == (10,)
    shop.do(lambda work: work.picks.set_quantity(*walk[:2], 2))
    other = shop.do(lambda work: work.kits.create("Other").id)
    shop.do(lambda work: work.kit_contents.add(other, "ABCD", 5))
    shop.do(lambda work: work.kits.update(1, {"build_target": 0}))
    made = shop.do(lambda work: work.pick_lists.create(other, 1).id)
    for act in (
        lambda work: work.picks.set_quantity(*walk[:2], 6),
        lambda work: work.picks.pick(*walk[:2], 6),
    ):
        with pytest.raises(InvalidOperationException, match=f"pick list {made} wants 5 of the 10"):
            shop.do(act)
        with pytest.raises(InsufficientQuantityException, match="requested 11, have 10"):
            shop.do(lambda work: work.picks.pick(*walk[:2], 11))
    with pytest.raises(ValidationException, match="pick 0 of a line to leave it out"):
        shop.do(lambda work: work.picks.set_quantity(*walk[:2], 0))
    with pytest.raises(ValidationException, match="at least 0"):
        shop.do(lambda work: work.picks.pick(*walk[:2], -1))
    shop.do(lambda work: work.picks.pick(*walk[:2], 5))
    with pytest.raises(InvalidOperationException, match="picked already"):
        shop.do(lambda work: work.picks.set_quantity(*walk[:2], 1))


@pytest.mark.rule(53)
def test_what_is_gone_meanwhile_is_refused_in_words(shop, walk):
    shop.do(lambda work: work.stock.count("ABCD", "1-1", 5))
    with pytest.raises(InsufficientQuantityException, match=r"at 1-1 \(requested 6, have 5"):
        shop.do(lambda work: work.picks.pick(*walk[:2]))
    for wrong in ((walk[0], 999), (999, walk[1])):
        with pytest.raises(RecordNotFoundException):
            shop.do(lambda work, wrong=wrong: work.picks.pick(*wrong))


def test_what_a_build_used_is_not_taken_back(shop, walk):
    batches = [shop.do(lambda work, line=line: work.picks.pick(walk[0], line)).batch_id for line in walk[1:]]
    build = shop.do(lambda work: work.builds.record(walk[0]).id)
    with pytest.raises(InvalidOperationException, match=f"build {build} used the list"):
        shop.do(lambda work: work.picks.undo(*walk[:2]))
    with pytest.raises(InvalidOperationException, match="a build has used it; undo the build first"):
        shop.do(lambda work: work.undo.undo(batches[0]))


def test_lines_picked_together_are_taken_back_together(shop, walk):
    def both(work):
        work.picks.pick(*walk[:2])
        return work.picks.pick(walk[0], walk[2]).batch_id

    batch = shop.do(both)
    with pytest.raises(InvalidOperationException, match=f"batch {batch} picked other lines with it"):
        shop.do(lambda work: work.picks.undo(*walk[:2]))
    shop.do(lambda work: work.undo.undo(batch))
    assert status(shop, walk) == (("open", False), [("open", None), ("open", None)])


@pytest.mark.rule(53)
def test_two_who_pick_the_same_line_take_it_once_and_the_last_two_lines_at_once_complete_the_list(shop, walk):
    def pick(line):
        try:
            with shop.container.unit_of_work() as work:
                work.picks.pick(walk[0], line)
        except BinsightError:
            return 0
        return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(pick, [walk[1], walk[2], walk[1], walk[2]])) == 2
    assert status(shop, walk)[0] == ("completed", True)
    assert shop.held() == shop.ledger() == {("ABCD", "1-1"): 4}
