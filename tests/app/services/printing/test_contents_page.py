"""Contents sheets: every slot and part once, on as many pages as it takes."""

from datetime import UTC, datetime

import pytest

from app.domain.labels.label import box_label
from app.services.box_reader import PartQuantity, SlotContents
from app.services.printing.contents_page import print_contents
from tests.app.services.printing.pages import codes, images, words

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
BOX = box_label(7, "Drawer", "Bench", "for LED")


def slot(number, *parts, locked=False):
    held = tuple(PartQuantity(key, f"part {key}", quantity) for key, quantity in parts)
    return SlotContents(f"7-{number}", number, 1, number, locked, held)


def test_parts_empty_and_locked_slots_are_listed_with_the_box_s_code():
    pdf = print_contents(BOX, [slot(1, ("ABCD", 1234567), ("EFGH", 2)), slot(2), slot(3, locked=True)], NOW)
    (text,) = words(pdf)
    for shown in (
        "Box 7",
        "Drawer · Bench · for LED",
        "ABCD",
        "part EFGH",
        "1,234,567",
        "empty",
        "locked",
        "2026-03-05 12:00",
    ):
        assert shown in text
    assert text.count("7-1") == 1
    assert codes(images(pdf)[0]) == {"BOX 7"}


@pytest.mark.parametrize("count", [1, 39, 40, 41, 43, 44, 300, 1000])
def test_every_slot_is_on_exactly_one_page(count):
    pages = words(print_contents(BOX, [slot(number, ("ABCD", number)) for number in range(1, count + 1)], NOW))
    found = [word for text in pages for word in text.split() if word.startswith("7-")]
    assert found == [f"7-{number}" for number in range(1, count + 1)]
    assert f"page {len(pages)} of {len(pages)}" in pages[-1]


def test_a_slot_that_goes_over_the_page_is_named_again():
    pages = words(print_contents(BOX, [slot(1, *((f"P{n:03}", n) for n in range(60)))], NOW))
    assert [text.count("7-1") for text in pages] == [1, 1]
