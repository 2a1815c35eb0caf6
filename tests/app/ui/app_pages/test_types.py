"""Types: listed with counts; added, renamed and deleted with undo; refusals beside the field."""

import pytest

pytestmark = pytest.mark.integration


def listed(screen):
    return {row["name"]: row["parts"] for row in screen.frame("types")}


def test_types_are_listed_with_their_parts_and_lead_to_them(screen):
    screen.open("types")
    assert listed(screen) == {"Gadget": 1, "Relay": 1}
    assert "2 types; a click finds the parts of a type." in screen.said
    screen.click_cell("types", 0, 0)
    assert screen.title == "Find"


def test_a_type_is_added_renamed_deleted_and_undone(screen):
    screen.open("types")
    screen.set("type-name", "Lamp").press("type-add-submit")
    assert listed(screen)["Lamp"] == 0
    lamp = next(option for option in screen.field("type-chosen").options if option == "Lamp")
    screen.field("type-chosen").select(lamp)
    screen.set("type-new-name", "Light").press("type-rename-submit")
    assert "Renamed the type Lamp" in screen.said
    screen.press("undo-last")
    assert "Light" not in listed(screen)


@pytest.mark.rule(6, 7)
def test_refusals_are_told_beside_the_form(screen, data_store):
    before = data_store.counts()
    screen.open("types")
    screen.set("type-name", "gadget").press("type-add-submit")
    assert screen.errors == ["A type with the name Gadget already exists"]
    screen.press("type-delete-submit")
    assert screen.errors == ["Cannot delete type Gadget because 1 part belong to it"]
    assert data_store.counts() == before


def test_an_empty_store_offers_to_add_one(empty):
    empty.open("types")
    assert "0 types" in empty.said
