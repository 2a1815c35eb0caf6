"""A box made, changed, resized, put out of use and deleted, and a slot locked; refusals beside the field, and undo."""

import pytest

from tests.app.ui.refusals import each_is_refused_below

pytestmark = pytest.mark.integration

FIELDS = {
    "zone": "Attic",
    "aisle": 2,
    "bay": 3,
    "level": 4,
    "x_m": 1.25,
    "y_m": -0.5,
    "z_m": 2.125,
    "size_class": "large",
    "storage_properties": ["esd", "moisture"],
    "capacity": 8,
}


def written(store, box_no, *names):
    with store.container.unit_of_work() as work:
        box = work.boxes.get(box_no)
        return {name: getattr(box, name) for name in names}


def boxes(store):
    with store.container.unit_of_work() as work:
        return {row.box.box_no: row.capacity for row in work.boxes.list(include_archived=True)[0]}


def test_the_first_box_is_made_on_the_empty_page_and_undo_takes_it_away(empty, empty_store):
    empty.open("boxes").set("new-box-zone-", "Attic").press("new-box-submit")
    assert empty.beside("new-box-capacity-") == "Capacity must be filled in"
    empty.set("new-box-grid_rows-", 3).set("new-box-grid_columns-", 4).press("new-box-submit")
    assert empty.beside("new-box-description-") == "Description must be filled in"
    empty.set("new-box-description-", "SMD :red[resistors]").press("new-box-submit")
    assert empty.title == "Box 1"
    assert "Created box 1" in empty.said
    assert "SMD :red[resistors] · Attic" in empty.said
    assert boxes(empty_store) == {1: 12}
    empty.press("undo-last")
    assert boxes(empty_store) == {}


def test_the_next_box_gets_the_next_number_or_the_one_that_is_given(screen, data_store):
    screen.open("boxes").press("choose-new-box").set("new-box-description-", "Tray").set("new-box-capacity-", 7)
    screen.set("new-box-designated_type_id-", "Relay").set("new-box-box_no-", 2).press("new-box-submit")
    assert screen.errors == ["A box with the number 2 already exists"]
    screen.set("new-box-box_no-", 1_000_000).press("new-box-submit")
    assert screen.beside("new-box-box_no-") == "Box no must be between 1 and 999999"
    screen.set("new-box-box_no-", None).press("new-box-submit")
    assert screen.title == "Box 3"
    assert boxes(data_store) == {1: 4, 2: 6, 3: 7}


def test_every_field_is_written_and_taken_back(screen, data_store):
    before = written(data_store, 1, *FIELDS)
    screen.open("boxes", box=1)
    for name, value in FIELDS.items():
        screen.set(f"box-edit-{name}-", value)
    screen.set("box-edit-description-", "Chest").set("box-edit-designated_type_id-", "Gadget").press("box-edit-submit")
    assert screen.errors == []
    assert "Changed box 1: name, capacity, meant for" in screen.said
    assert written(data_store, 1, *FIELDS) == FIELDS
    assert screen.at.selectbox[0].options[-1] == "1-8: empty"
    screen.press("undo-last")
    assert written(data_store, 1, *FIELDS) == before
    assert screen.field("box-edit-description-").value == "Drawer"


def test_a_form_in_which_nothing_was_changed_writes_nothing(screen, data_store):
    before = data_store.counts()
    assert "Nothing was changed." in screen.open("boxes", box=1).press("box-edit-submit").said
    assert data_store.counts() == before


def test_fields_are_cleared_and_the_others_stay(screen, data_store):
    screen.open("boxes", box=1)
    changes = {"zone": None, "aisle": None, "x_m": None}
    screen.set("box-edit-zone-", "").set("box-edit-aisle-", None).set("box-edit-x_m-", None).press("box-edit-submit")
    assert written(data_store, 1, *changes, "y_m") == {**changes, "y_m": 1.0}


REFUSALS = [
    ("description", "x" * 256, "Description is 256 characters long; at most 255 are kept. Shorten it"),
    ("capacity", 0, "A box has 1 to 1000 locations, not 0"),
    ("grid_rows", 0, "A grid has 1 to 1000 rows and columns, not 0"),
    ("grid_columns", None, "Grid columns must be filled in"),
    ("zone", "a\x00b", "Zone contains a NUL character; remove it"),
    ("bay", 2**40, "Bay must be between -2147483647 and 2147483647"),
    ("x_m", 1e200, "X m is too large"),
]


def test_each_field_is_refused_below_itself_and_keeps_what_was_typed(screen, data_store, subtests):
    before = data_store.counts()
    screen.open("boxes", box=2)
    each_is_refused_below(screen, "box-edit", REFUSALS, subtests)
    assert data_store.counts() == before


def test_a_slot_with_stock_is_not_cut_off(screen, data_store):
    screen.open("boxes", box=1).set("box-edit-capacity-", 1).press("box-edit-submit")
    assert screen.errors == ["Cannot shrink box 1 to 1 locations because there is stock in 1-2"]
    assert boxes(data_store)[1] == 4


def test_an_empty_box_is_archived_found_and_restored(screen, data_store):
    with data_store.container.unit_of_work() as work:
        work.boxes.create("Tray", 3)
    screen.open("boxes", box=3).press("box-archive")
    assert screen.warnings == ["This box is archived; it takes no new stock."]
    screen.open("boxes")
    assert [row["box_no"] for row in screen.frame("box-list")] == [1, 2]
    screen.set("archived-boxes", True).run()
    assert screen.frame("box-list")[2]["description"] == "Tray (archived)"
    assert screen.open("boxes", box=3).press("box-archive").warnings == []
    assert "Restored box 3" in screen.said


def test_a_box_that_never_held_anything_is_deleted_and_comes_back_with_its_slots(screen, data_store):
    with data_store.container.unit_of_work() as work:
        work.boxes.create("Tray", 3)
    screen.open("boxes", box=3).press("box-delete")
    assert screen.title == "Boxes"
    assert "Deleted box 3" in screen.said
    screen.press("undo-last")
    assert screen.open("boxes", box=3).at.selectbox[0].options == ["3-1: empty", "3-2: empty", "3-3: empty"]


def test_a_box_with_stock_is_neither_archived_nor_deleted(screen, data_store):
    screen.open("boxes", box=2).press("box-archive")
    assert screen.errors == ["Cannot archive box 2 because there is stock in 2-1"]
    screen.press("box-delete")
    assert screen.errors == ["Cannot delete box 2 because there is stock in 2-1"]
    assert boxes(data_store) == {1: 4, 2: 6}


def test_a_slot_is_locked_unlocked_and_undone(screen):
    screen.open("boxes", box=2, slot=2).press("slot-lock")
    assert "**Slot 2-2** · locked, takes no new stock" in screen.said
    screen.press("slot-lock")
    assert "Unlocked slot 2-2" in screen.said
    assert "locked, takes no new stock" not in screen.said
    screen.press("undo-last")
    assert "**Slot 2-2** · locked, takes no new stock" in screen.said
