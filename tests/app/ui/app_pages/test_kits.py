"""The Kits page: list, what lacks, one kit with its lines, and every form."""

import pytest

pytestmark = pytest.mark.integration


@pytest.fixture
def kit(data_store):
    """The id of the kit of the store: 2 units of 2 ABCD each, 23 are in stock."""
    with data_store.container.unit_of_work() as work:
        return work.kit_reader.page()[0][0].kit.id


def contents(data_store, kit):
    with data_store.container.unit_of_work() as work:
        found = work.kit_coverage.of_kit(kit)
        return [
            (line.label, line.required_per_unit, str(line.attrition_percent.normalize()), line.note)
            for line in found.contents
        ]


def test_an_empty_store_says_what_to_do_and_a_kit_is_made(empty):
    said = empty.open("kits").said
    assert "There are no kits yet" in said
    assert "Stock and orders cover every kit" in said
    empty.set("new-kit-name", "Lamp").press("new-kit-submit")
    (row,) = empty.frame("kit-list")
    assert (row["name"], row["lines"], row["state"]) == ("Lamp", 0, "enough")
    empty.press("choose-new-kit").set("new-kit-name", "lamp").press("new-kit-submit")
    assert empty.errors == ["A kit with the name Lamp already exists"]
    empty.press("undo-last")
    assert "There are no kits yet" in empty.said


def test_the_list_says_how_kits_stand_and_what_lacks_for_all_of_them(screen, data_store, kit):
    with data_store.container.unit_of_work() as work:
        work.kits.update(kit, {"build_target": 20})
    screen.open("kits")
    (row,) = screen.frame("kit-list")
    assert (row["name"], row["state"], row["max_buildable"]) == ("Weather station", "partial", 11)
    (lack,) = screen.frame("shortages")  # 40 needed, 23 in stock, a minimum of 30
    assert (lack["part"], lack["units"], lack["kits"]) == ("ABCD", 47, "Weather station 17, minimum 30")
    assert "1 part lacks" in screen.said


def test_a_kit_shows_its_parts_in_words_and_figures(screen, kit):
    screen.open("kits", kit=kit)
    assert screen.title == "Weather station"
    assert screen.metrics["Can be built now, units"] == "11"
    (row,) = screen.frame("bill-")
    assert (row["part"], row["required"], row["state"], row["available"]) == ("ABCD", "4", "enough", 23)
    screen.set(f"units-{kit}", 12).run()
    (row,) = screen.frame("bill-")
    assert (row["required"], row["state"], row["shortfall"]) == ("24", "partial", 1)


@pytest.mark.parametrize(
    ("query", "words"), [("999", "Kit 999 was not found"), ("x", "it must be the number of a kit")]
)
def test_a_kit_that_is_not_there_is_named(screen, query, words):
    assert words in screen.open("kits", kit=query).said


def test_lines_are_added_changed_and_removed(screen, data_store, kit):
    screen.open("kits", kit=kit)
    screen.press("choose-Add a line-")
    screen.set("line-part", "efgh").set("required-new", 3).set("percent-new", 2.5).press("line-add")
    assert contents(data_store, kit) == [("ABCD", 2, "0", None), ("EFGH", 3, "2.5", None)]
    screen.set("line-part", "ZZZZ").press("line-add")
    assert screen.errors == ["Part ZZZZ was not found"]
    screen.press("choose-Change a line-")
    screen.set("note-", "red").press("line-save")
    assert contents(data_store, kit)[0] == ("ABCD", 2, "0", "red")
    screen.press("line-remove")
    assert [line[0] for line in contents(data_store, kit)] == ["EFGH"]
    screen.press("undo-last")
    assert [line[0] for line in contents(data_store, kit)] == ["ABCD", "EFGH"]


def test_a_kit_goes_into_another_and_never_into_itself(screen, data_store, kit):
    with data_store.container.unit_of_work() as work:
        outer = work.kits.create("Garden").id
    screen.open("kits", kit=outer).set("line-kind", "another kit").run()
    screen.press("line-add")
    assert screen.frame("bill-")[0]["of_kit"] == "Weather station"
    screen.open("kits", kit=kit).press("choose-Add a line-")
    screen.set("line-kind", "another kit").run()
    screen.press("line-add")
    assert any("Weather station > Garden > Weather station" in error for error in screen.errors)


def test_a_pick_list_is_made_once_it_is_said_what_to_do_about_what_lacks(screen, data_store, kit):
    screen.open("kits", kit=kit).set("pick-units", 20).run()
    assert "1 part lacks" in screen.said
    screen.press("pick-create")
    assert any("ABCD lacks 17 of 40" in error for error in screen.errors)
    screen.set("lack-all", "each").run()
    assert screen.set("lack-ABCD", "omit").press("pick-create").errors != []
    screen.set("lack-all", "limit").press("pick-create")
    (row,) = screen.frame("lists-of")
    assert (row["units"], row["remaining"], row["status"]) == (20, 23, "open")
    screen.press("undo-last")
    assert "Pick lists (" not in screen.said


def test_what_a_kit_lacks_is_put_on_a_list_from_its_page_and_from_the_list_of_kits(screen, data_store, kit):
    screen.open("kits", kit=kit).press("choose-Order-")
    screen.set("order-units", 20).press("order-submit")  # 40 needed, 23 in stock, a minimum of 30
    assert "Put 1 part (47 pieces) for 20 x Weather station on Weather station" in screen.said
    assert "On the shopping list Weather station, for 20 units" in screen.said
    screen.open("kits").set("order-units", 21).press("order-submit")
    assert "Put 1 part (42 pieces) for 21 x Weather station on Weather station" in screen.said, "corrected, not doubled"
    screen.set("order-list", "Spring").press("order-submit")
    assert "Nothing has to be bought" in screen.said, "it comes with the first list"
    screen.press("undo-last")
    assert "On the shopping list Weather station, for 20 units" in screen.open("kits", kit=kit).said
    with data_store.container.unit_of_work() as work:
        assert work.shopping_lists.list()[1] == 1


def test_a_build_takes_the_parts_at_once_and_undo_brings_them_back(screen, data_store, kit):
    screen.open("kits", kit=kit).press("choose-Build now-")
    screen.set("build-units", 2).press("build-submit")
    assert sum(data_store.held("ABCD").values()) == 19
    assert screen.metrics["Still to build, units"] == "0"
    assert screen.frame("cost")[0]["units"] == 2
    screen.press("undo-last")
    assert sum(data_store.held("ABCD").values()) == 23
    assert data_store.balanced()
    screen.set("build-units", 20).press("build-submit")
    assert any("ABCD lacks 17 of 40" in error for error in screen.errors)


def test_a_kit_is_renamed_copied_archived_and_deleted(screen, kit):
    screen.open("kits", kit=kit).press("choose-Settings-")
    screen.set("kit-name", "Station").press("kit-save")
    screen.set("copy-name", "Second").press("copy-submit")
    screen.press("kit-archive")
    assert "This kit is archived" in screen.said
    screen.press("kit-unarchive").press("choose-Settings-")
    screen.press("kit-delete")
    assert any("device model env_sensor is built from it" in error for error in screen.errors)
    screen.open("kits")
    assert [row["name"] for row in screen.frame("kit-list")] == ["Second", "Station"]
