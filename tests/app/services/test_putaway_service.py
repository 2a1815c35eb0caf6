"""Where what arrives could go."""

import pytest

from app.domain.placement.putaway import NO_HABITS, Habits, Partner
from app.exceptions import RecordNotFoundException

pytestmark = pytest.mark.integration


@pytest.fixture
def led(shop):
    """A line for the part ABCD, an LED; EFGH is an LED in box 2, and slot 1-1 is locked."""

    def make(work):
        led = work.types.create("LED")
        for key in ("ABCD", "EFGH"):
            work.parts.update(key, {"type_id": led.id})
        list_id = work.shopping_lists.create("Spring").id
        return work.shopping_lines.add(list_id, part_key="ABCD", needed=1).id, list_id, led.id

    line, list_id, type_id = shop.do(make)
    shop.do(lambda work: work.stock.receive("EFGH", "2-1", 3))
    shop.do(lambda work: work.boxes.lock_location("1-1"))
    return line, list_id, type_id


def found(shop, line, habits=NO_HABITS):
    slots = shop.do(lambda work: work.putaway.for_line(line, habits))
    return [slot.location for slot in slots], [slot.reasons[0] for slot in slots]


def test_without_coordinates_the_rule_looks_at_the_store_as_it_is(shop, led):
    line, _, _ = led
    assert found(shop, line)[0] == ["2-2", "2-3", "2-4", "1-2", "1-3"]
    assert found(shop, line)[1][0] == "box 2 holds 1 parts of type LED"


def test_slots_that_hold_the_part_come_first(shop, led):
    line, _, _ = led
    shop.do(lambda work: work.stock.receive("ABCD", "1-3", 2))
    shop.do(lambda work: work.stock.receive("ABCD", "1-4", 9))
    assert found(shop, line)[0][:3] == ["1-4", "1-3", "1-2"]
    assert found(shop, line)[1][0] == "holds 9 of it already"


def test_a_part_to_be_gets_a_slot_by_its_type_and_needs(shop, led):
    _, list_id, type_id = led
    drafts = ({"description": "Blue LED", "type_id": type_id}, {"description": "Acid", "storage_needs": ["hazard"]})
    blue, acid = (
        shop.do(lambda work, draft=draft: work.shopping_lines.add(list_id, draft=draft, needed=1).id)
        for draft in drafts
    )
    assert found(shop, blue)[0][0] == "2-2"
    assert found(shop, acid)[0] == []
    with pytest.raises(RecordNotFoundException):
        shop.do(lambda work: work.putaway.for_line(999))


@pytest.fixture
def aisle(shop, led):
    """Boxes 1 and 2 stand 2 m and 8 m from the bench, box 3, far away, is for hazards; box 4 has no coordinates."""

    def place(work):
        for box_no, x, properties in ((1, 2.0, []), (2, 8.0, [])):
            work.boxes.update(box_no, {"x_m": x, "y_m": 0.0, "storage_properties": properties})
        work.boxes.create("Safe", capacity=2, x_m=20.0, y_m=0.0, storage_properties=["hazard"])
        work.boxes.create("Anywhere", capacity=2)

    shop.do(place)
    return led


def slots_for(shop, key, habits=NO_HABITS):
    return shop.do(lambda work: work.putaway.for_part(key, habits))


def test_near_the_bench_or_beside_its_type_by_what_costs_less(shop, aisle):
    rarely, often = Habits(0.0, 0.0, ()), Habits(1.0, 1.0, ())
    found = [slot.location for slot in slots_for(shop, "ABCD", rarely)]
    assert found == ["2-2", "1-2", "2-3", "1-3", "2-4"], "a box more for the type costs 2 m; boxes take turns"
    first, second = slots_for(shop, "ABCD", often)[:2]
    assert (first.location, second.location) == ("1-2", "2-2"), "twelve metres more of walking cost more"
    assert first.reasons == ("2.0 m from the bench, fetched 1.0 times a month",)
    assert second.reasons[0] == "beside 1 more of type LED"
    assert first.saving_m_per_month is None


def test_near_what_it_is_fetched_with_and_against_where_it_lies(shop, aisle):
    shop.do(lambda work: work.stock.receive("ABCD", "1-3", 5))
    habits = Habits(1.0, 0.1, (Partner("EFGH", 1.0, 9, 12), Partner("GONE", 5.0, 1, 1)))
    first, second = slots_for(shop, "ABCD", habits)[:2]
    assert first.location == "2-2"
    assert first.reasons[-1] == "beside EFGH, fetched together on 9 of 12 walks"
    assert first.saving_m_per_month == pytest.approx(6.3 + 2.0 - 2 * 0.1 * 6)
    assert (second.location, second.saving_m_per_month) == ("1-2", 0.0)


def test_only_what_is_allowed_and_free(shop, aisle):
    shop.do(lambda work: work.parts.update("ABCD", {"storage_needs": ["hazard"]}))
    assert [slot.location for slot in slots_for(shop, "abcd")] == ["3-1", "3-2"]
    shop.do(lambda work: [work.boxes.lock_location(slot) for slot in ("3-1", "3-2")])
    assert slots_for(shop, "ABCD") == []
    with pytest.raises(RecordNotFoundException):
        slots_for(shop, "ZZZZ")


def test_a_store_with_a_single_free_slot_far_down_the_list(shop, aisle, monkeypatch):
    monkeypatch.setattr("app.services.putaway_reader._AT_FIRST", 1)
    near = [f"1-{n}" for n in (2, 3, 4)] + [f"2-{n}" for n in (2, 3)]
    shop.do(lambda work: [work.boxes.lock_location(slot) for slot in near])
    assert [slot.location for slot in slots_for(shop, "ABCD", Habits(1.0, 1.0, ()))] == ["2-4"]
