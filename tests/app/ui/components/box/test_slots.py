"""The slots of a box as a frame: types, use, what is written into each, and that empty ones stay."""

import polars as pl
import pytest

from app.services.box_reader import PartQuantity, SlotContents
from app.ui.components.box.slots import slot_frame

pytestmark = pytest.mark.integration


def slot(number, *parts, locked=False):
    held = tuple(PartQuantity(key, f"about {key}", quantity) for key, quantity in parts)
    return SlotContents(f"1-{number}", number, 1, number, locked, held)


def types(**names):
    return pl.DataFrame({"part_key": list(names), "type_name": list(names.values())})


def row(frame, number):
    return frame.row(number - 1, named=True)


def test_a_slot_shows_its_first_part_and_how_many_more():
    frame = slot_frame([slot(1, ("ABCD", 1_200), ("EFGH", 2))])
    assert row(frame, 1) | {"label": "ABCD +1", "below": "1,200", "held": "1200 x ABCD, 2 x EFGH"} == row(frame, 1)
    assert not row(frame, 1)["is_empty"]


def test_empty_and_locked_slots_say_so():
    frame = slot_frame([slot(1), slot(2, locked=True)])
    assert (row(frame, 1)["label"], row(frame, 1)["below"], row(frame, 1)["held"]) == ("1", "", "nothing")
    assert (row(frame, 2)["below"], row(frame, 2)["held"]) == ("locked", "nothing, locked")
    assert frame["type"].to_list() == ["empty", "empty"]
    assert frame["is_empty"].all()


def test_types_come_from_the_snapshot_and_unknown_ones_are_other():
    contents = [slot(1, ("ABCD", 1)), slot(2, ("EFGH", 1)), slot(3)]
    assert slot_frame(contents)["type"].to_list() == ["other", "other", "empty"]
    assert slot_frame(contents, types(ABCD="Relay"))["type"].to_list() == ["Relay", "other", "empty"]


def test_only_the_most_frequent_types_get_a_colour_of_their_own():
    contents = [slot(number, (f"AAA{'ABCDEFGHIJ'[number - 1]}", 1)) for number in range(1, 10)]
    named = types(**{f"AAA{letter}": f"Type {letter}" for letter in "ABCDEFGHI"})
    assert slot_frame(contents, named)["type"].to_list() == [f"Type {letter}" for letter in "ABCDEFG"] + ["other"] * 2


def test_use_is_zero_where_nothing_was_used():
    used = pl.DataFrame({"loc_no": [2], "used_90d": [7]}, schema={"loc_no": pl.Int32, "used_90d": pl.Int64})
    frame = slot_frame([slot(1), slot(2, ("ABCD", 1)), slot(3)], types(ABCD="Relay"), used)
    assert frame["activity"].to_list() == [0, 7, 0]
    assert frame["loc_no"].to_list() == [1, 2, 3]


def test_a_box_without_slots_is_an_empty_frame():
    assert slot_frame([]).is_empty()
