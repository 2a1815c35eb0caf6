"""Where what arrives could go."""

import pytest

from app.exceptions import RecordNotFoundException
from app.services.putaway_service import SlotSuggestion

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


def found(shop, line, *published):
    slots = shop.do(lambda work: work.putaway.for_line(line, [SlotSuggestion(slot, ("why",)) for slot in published]))
    return [slot.location for slot in slots], [slot.reasons[0] for slot in slots]


def test_without_a_snapshot_the_rule_looks_at_the_store_as_it_is(shop, led):
    line, _, _ = led
    assert found(shop, line)[0] == ["2-2", "2-3", "2-4", "1-2", "1-3"]
    assert found(shop, line)[1][0] == "box 2 holds 1 parts of type LED"


def test_slots_that_hold_the_part_come_first(shop, led):
    line, _, _ = led
    shop.do(lambda work: work.stock.receive("ABCD", "1-3", 2))
    shop.do(lambda work: work.stock.receive("ABCD", "1-4", 9))
    assert found(shop, line)[0][:3] == ["1-4", "1-3", "1-2"]
    assert found(shop, line)[1][0] == "holds 9 of it already"


def test_what_the_snapshot_suggests_counts_while_it_is_free(shop, led):
    line, _, _ = led
    assert found(shop, line, "1-4", "2-1", "1-1", "1-2") == (["1-4", "1-2"], ["why", "why"])
    assert found(shop, line, "2-1")[0][0] == "2-2"


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
