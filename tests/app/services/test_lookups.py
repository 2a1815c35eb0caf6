"""Finding single records by the names people use: found in any spelling, else named as missing - never a crash."""

import pytest

from app.exceptions import RecordNotFoundException, ValidationException
from app.models import Kit
from app.services.lookups import find_box, find_by_id, find_location, find_part

pytestmark = pytest.mark.integration


def found(shop, find, *given):
    return shop.do(lambda work: find(work.session, *given))


@pytest.mark.parametrize("key", ["ABCD", "abcd", " aBcD\n"])
def test_a_part_is_found_in_whatever_case_it_was_typed(shop, key):
    assert found(shop, find_part, key).key == "ABCD"


@pytest.mark.parametrize("key", ["ZZZZ", "", "ABC", "ABCDE", "AB%D", "____", "ÄBCD", "ßß", "x" * 10_000, "'; --"])
def test_a_part_that_is_not_there_is_named(shop, key):
    with pytest.raises(RecordNotFoundException) as caught:
        found(shop, find_part, key)
    assert caught.value.details["id"] == key


@pytest.mark.parametrize("key", ["AB\x00D", "AB\ud800D"])
def test_a_key_that_no_database_can_hold_is_refused(shop, key):
    with pytest.raises(ValidationException) as caught:
        found(shop, find_part, key)
    assert caught.value.field == "key"


@pytest.mark.parametrize("label", ["2-4", " 2 - 4 ", "02-04"])
def test_a_slot_is_found_by_its_label(shop, label):
    assert found(shop, find_location, label).label == "2-4"


def test_slots_and_boxes_that_are_not_there_are_named(shop):
    for label in ("2-5", "3-1", "999999-9999", "0-0"):
        with pytest.raises(RecordNotFoundException, match=f"Location {label} was not found"):
            found(shop, find_location, label)
    for number in (0, -1, 3, 2**31, 2**63, 10**30):
        with pytest.raises(RecordNotFoundException, match=f"Box {number} was not found"):
            found(shop, find_box, number)
    assert found(shop, find_box, 2).description == "Shelf"


@pytest.mark.parametrize("record_id", [0, -1, 4711, 2**31 - 1, 2**31, 2**70])
def test_an_id_that_is_not_there_is_named_with_its_kind(shop, record_id):
    with pytest.raises(RecordNotFoundException, match=f"Kit {record_id} was not found"):
        found(shop, find_by_id, Kit, record_id, "Kit")
