"""Boxes: all of them with how full they are, one as a grid, one slot with what it holds."""

import pytest

from tests.app.ui.screen import Screen
from tests.app.ui.stores import HOSTILE, fill

pytestmark = pytest.mark.integration


def test_every_box_is_listed_with_how_full_it_is_and_where_it_stands(viewer):
    viewer.open("boxes")
    assert "2 boxes in the store now." in viewer.said
    assert viewer.frame("box-list") == [
        {
            "box_no": 1,
            "description": "Drawer",
            "used_share": 0.5,
            "occupied": 2,
            "capacity": 4,
            "place": "Bench, aisle 1",
            "meant_for": "",
        },
        {
            "box_no": 2,
            "description": "Shelf *high*",
            "used_share": pytest.approx(1 / 6),
            "occupied": 1,
            "capacity": 6,
            "place": "",
            "meant_for": "",
        },
    ]


@pytest.mark.parametrize(("query", "numbers"), [("high", [2]), ("drawer", [1]), ("2", [2]), ("bench", [1])])
def test_the_search_in_the_address_finds_by_number_name_and_zone(viewer, query, numbers):
    viewer.open("boxes", boxes=query)
    assert [row["box_no"] for row in viewer.frame("box-list")] == numbers


def test_a_search_without_a_hit_says_what_to_try(viewer):
    viewer.open("boxes", boxes=HOSTILE)
    assert "No box matches; try its number or a word of its name." in viewer.said
    assert viewer.field("boxes").value == HOSTILE


def test_without_boxes_the_page_says_where_they_come_from(empty):
    empty.open("boxes")
    assert "No box is in use. Make the first box here, or import some on the page Imports." in empty.said


def test_a_click_on_a_row_opens_its_box(viewer):
    viewer.open("boxes").click_cell("box-list", 1, "description")
    assert viewer.title == "Box 2"
    assert viewer.at.query_params == {"box": "2"}


def test_many_boxes_are_paged_and_a_search_starts_on_its_own_first_page(screen, data_store):
    with data_store.container.unit_of_work() as work:
        for number in range(10, 110):
            work.boxes.create(f"Tray {number}", 1, box_no=number)
    screen.open("boxes")
    assert "102 boxes in the store now." in screen.said
    assert len(screen.frame("box-list")) == 100
    screen.at.pagination[0].set_value(2)
    screen.run()
    assert [row["box_no"] for row in screen.frame("box-list")] == [108, 109]
    screen.set("boxes", "drawer").run()
    assert [row["box_no"] for row in screen.frame("box-list")] == [1]


def test_a_box_shows_its_name_its_place_and_how_many_slots_are_in_use(viewer):
    viewer.open("boxes", box=1)
    assert viewer.title == "Box 1"
    assert "Drawer · Bench, aisle 1" in viewer.said
    assert "**2 of 4 slots are in use**" in viewer.said
    assert len(viewer.at.get("vega_lite_chart")) == 1
    assert viewer.links["All boxes"] == ("boxes", "")
    assert viewer.at.selectbox[0].options == ["1-1: EFGH", "1-2: ABCD", "1-3: empty", "1-4: empty"]


def test_a_slot_in_the_address_says_what_it_holds(viewer):
    viewer.open("boxes", box=2, slot=1)
    assert "**Slot 2-1**" in viewer.said
    assert "20 pieces · Gadget 4k7 0603" in viewer.said
    assert viewer.links["ABCD"] == ("part", "part=ABCD")


def test_a_slot_that_is_chosen_or_clicked_goes_into_the_address(viewer):
    viewer.open("boxes", box=1)
    viewer.at.selectbox[0].set_value(3)
    viewer.run()
    assert viewer.at.query_params == {"box": "1", "slot": "3"}
    assert "Empty. Receive or move a part into it on the part's page." in viewer.said
    viewer.at.session_state["grid-1"] = {"selection": {"slot": [{"loc_no": 2}]}}
    viewer.run()
    assert viewer.at.query_params == {"box": "1", "slot": "2"}
    assert "3 pieces · Gadget 4k7 0603" in viewer.said


def test_a_slot_may_hold_several_parts_and_be_locked(screen, data_store):
    with data_store.container.unit_of_work() as work:
        work.stock.receive("IJKL", "1-1", 2)
        work.boxes.lock_location("1-1")
    screen.open("boxes", box=1, slot=1)
    assert "**Slot 1-1** · locked, takes no new stock" in screen.said
    assert screen.at.selectbox[0].options[0] == "1-1: EFGH, IJKL"
    assert {"EFGH", "IJKL"} <= set(screen.links)
    assert f"7 pieces · {HOSTILE}" in [text.value for text in screen.at.text]
    assert ":red[hot]" not in screen.markdown


def test_before_the_first_run_the_box_is_there_and_colours_are_announced(empty_store):
    fill(empty_store.container, empty_store.container.clock()())
    screen = Screen().open("boxes", box=1)
    assert "**2 of 4 slots are in use**" in screen.said
    assert "Types and use are known once the pipeline has published." in screen.said


def test_the_grid_can_be_coloured_by_use(viewer):
    viewer.open("boxes", box=2).set("colour", "activity").run()
    assert "Used in 90 days, pieces" in viewer.at.get("vega_lite_chart")[0].proto.spec
    assert "**1 of 6 slots are in use**" in viewer.said


def test_an_unknown_box_is_refused_in_words(viewer):
    viewer.open("boxes", box=99)
    assert viewer.errors == ["Box 99 was not found"]
    assert viewer.links["All boxes"] == ("boxes", "")


def test_a_slot_that_the_box_does_not_have_is_named_and_the_box_is_shown(viewer):
    viewer.open("boxes", box=2, slot=7)
    assert viewer.warnings == ["Box 2 has no slot 7."]
    assert "**1 of 6 slots are in use**" in viewer.said
    assert viewer.at.query_params == {"box": "2"}


@pytest.mark.parametrize(
    ("query", "warning"),
    [
        ({"box": "seven"}, "The address says box=seven; it must be a box number"),
        ({"box": "0"}, "The address says box=0; it must be a box number"),
        ({"box": "1", "slot": "-1"}, "The address says slot=-1; it must be a slot number"),
        ({"box": HOSTILE}, f"The address says box={HOSTILE[:40]}; it must be a box number"),
    ],
)
def test_an_address_that_makes_no_sense_is_named(viewer, query, warning):
    viewer.open("boxes", **query)
    assert viewer.warnings == [warning]
    assert viewer.title == ("Box 1" if query["box"] == "1" else "Boxes")
    assert viewer.errors == []
    assert ":red[hot]" not in viewer.markdown
