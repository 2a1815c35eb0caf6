"""Units that kits or pick lists hold are not taken by somebody else, and whoever asks is told who holds them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.exceptions import BinsightError, ReservedStockException
from app.models import PickList, PickListLine
from app.services.split_service import Share

pytestmark = pytest.mark.integration


@pytest.fixture
def kit(shop):
    """A kit that holds 8 of the 10 units of ABCD in 1-1."""

    def setup(work):
        kit = work.kits.create("Lamp", build_target=4)
        work.kit_contents.add(kit.id, "ABCD", 2)
        return kit.id

    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 10))
    return shop.do(setup)


@pytest.mark.rule(18)
@pytest.mark.parametrize("reason", ["use", "repair"])
def test_what_a_kit_holds_is_not_taken_unless_that_is_meant(shop, kit, reason):
    with pytest.raises(ReservedStockException) as refused:
        shop.do(lambda work: work.stock.use("ABCD", "1-1", 3, reason=reason))
    assert refused.value.message == "Cannot take 3 of ABCD because 2 of them are free: kit Lamp holds 8"
    assert refused.value.details == {"free": 2, "holders": {"kit Lamp": 8}}
    assert shop.held() == {("ABCD", "1-1"): 10}
    shop.do(lambda work: work.stock.use("ABCD", "1-1", 2, reason=reason))
    shop.do(lambda work: work.stock.use("ABCD", "1-1", 3, reason=reason, beyond_reserved=True))
    assert shop.held() == {("ABCD", "1-1"): 5}


def test_what_is_broken_or_was_counted_is_a_fact_that_no_kit_prevents(shop, kit):
    shop.do(lambda work: work.stock.use("ABCD", "1-1", 9, reason="scrap"))
    shop.do(lambda work: work.stock.count("ABCD", "1-1", 0))
    assert shop.held() == {}


def test_units_in_other_slots_count_and_a_split_is_refused_as_one(shop, kit):
    shop.do(lambda work: work.stock.receive("ABCD", "2-1", 4))
    with pytest.raises(ReservedStockException, match="2 of them are free"):
        shop.do(lambda work: work.splits.take("ABCD", [Share("1-1", 4), Share("2-1", 3)]))
    assert shop.held() == {("ABCD", "1-1"): 10, ("ABCD", "2-1"): 4}
    shop.do(lambda work: work.splits.take("ABCD", [Share("1-1", 3), Share("2-1", 3)]))
    assert shop.held() == {("ABCD", "1-1"): 7, ("ABCD", "2-1"): 1}


@pytest.mark.rule(18)
def test_what_a_pick_list_takes_from_a_slot_stays_there(shop, kit):
    def list_seven(work):
        part, slot = work.parts.get("ABCD"), work.boxes.location("1-1")
        lines = [PickListLine(part_id=part.id, location_id=slot.id, quantity_to_pick=7)]
        wanted = PickList(kit_id=kit, requested_units=3, lines=lines)
        work.session.add(wanted)
        work.session.flush()
        return wanted.id

    number = shop.do(list_seven)
    with pytest.raises(ReservedStockException) as refused:
        shop.do(lambda work: work.stock.move("ABCD", "1-1", "1-2", 4))
    assert refused.value.message == (
        f"Cannot move 4 of ABCD because 3 of those at 1-1 are free: pick list {number} holds 7"
    )
    shop.do(lambda work: work.stock.move("ABCD", "1-1", "1-2", 3))
    shop.do(lambda work: work.stock.move("ABCD", "1-1", "1-2", 1, beyond_reserved=True))
    assert shop.held() == {("ABCD", "1-1"): 6, ("ABCD", "1-2"): 4}


def test_takers_from_different_slots_at_once_never_take_what_is_reserved(shop, kit):
    shop.do(lambda work: work.stock.receive("ABCD", "2-1", 10))  # 20 in two slots, 8 reserved: 12 are free

    def take(turn):
        try:
            with shop.container.unit_of_work() as work:
                work.stock.use("ABCD", "1-1" if turn % 2 else "2-1", 1)
        except BinsightError as refused:
            return refused.message
        return "taken"

    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(take, range(30)))
    assert told.count("taken") == 12
    assert {words for words in told if words != "taken"} == {
        "Cannot take 1 of ABCD because 0 of them are free: kit Lamp holds 8"
    }
    assert sum(shop.held().values()) == 8
