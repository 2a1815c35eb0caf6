"""The Pick lists page: the walk from slot to slot, what was built, paper."""

import pytest

pytestmark = pytest.mark.integration


@pytest.fixture
def walk(data_store):
    """An open list for 4 units: 8 ABCD, 3 from 1-2 and 5 from 2-1."""
    with data_store.container.unit_of_work() as work:
        kit = work.kit_reader.page()[0][0].kit.id
        made = work.pick_lists.create(kit, 4)
        return made.id, [line.id for line in sorted(made.lines, key=lambda line: line.location_id)]


def test_without_lists_the_page_leads_to_the_kits(empty):
    assert "There is no open pick list" in empty.open("pick_lists").said
    assert "Open Kits" in empty.links


def test_lists_are_shown_by_their_state(screen, walk):
    screen.open("pick_lists")
    (row,) = screen.frame("pick-lists")
    assert (row["id"], row["kit"], row["units"], row["remaining"]) == (walk[0], "Weather station", 4, 8)
    screen.set("list-status", "completed").run()
    assert "There is no completed pick list" in screen.said


def test_a_list_is_walked_picked_put_back_and_built(screen, data_store, walk):
    number, (first, second) = walk
    screen.open("pick_lists", pick_list=number)
    assert screen.said.index("#1 - Drawer") < screen.said.index("#2 - Shelf *high*")
    screen.set(f"taken-{first}", 2).press(f"pick-submit-{first}")
    assert data_store.held("ABCD") == {"1-2": 1, "2-1": 20}
    screen.press(f"unpick-{first}").press(f"pick-submit-{first}").press(f"pick-submit-{second}")
    assert data_store.held("ABCD") == {"2-1": 15}
    assert "Everything is picked" in screen.said
    screen.set("record-units", 4).press("record-submit")
    assert "used this list" in screen.said
    screen.press("undo-last")
    assert "Everything is picked" in screen.said
    assert data_store.balanced()


def test_a_refused_pick_and_plan_say_why_and_change_nothing(screen, data_store, walk):
    number, (first, _) = walk
    screen.open("pick_lists", pick_list=number)
    before = data_store.counts()
    screen.set(f"taken-{first}", 9).press(f"pick-submit-{first}")
    assert screen.errors == ["Not enough parts available at 1-2 (requested 9, have 3)"]
    screen.set(f"taken-{first}", 0).press(f"plan-submit-{first}")
    assert any("pick 0 of a line to leave it out" in error for error in screen.errors)
    assert data_store.counts() == before
    screen.set(f"taken-{first}", 2).press(f"plan-submit-{first}")
    assert "7 pieces to go" in screen.said


def test_a_note_is_written_on_a_list_and_taken_back(screen, walk):
    screen.open("pick_lists", pick_list=walk[0]).set("list-note-note", "for the :red[fair]").press("list-note-submit")
    assert "For 4 units · for the :red[fair]" in screen.said
    assert ":red[" not in screen.markdown
    screen.set("list-note-note", "a\x00b").press("list-note-submit")
    assert "NUL" in screen.beside("list-note-note")
    screen.press("undo-last")
    assert "For 4 units" in screen.said.split("\n")


def test_a_list_is_deleted_and_comes_back(screen, walk):
    screen.open("pick_lists", pick_list=walk[0]).press("list-delete")
    assert f"Pick list {walk[0]} was not found" in screen.said
    screen.press("undo-last")
    assert "8 pieces to go" in screen.said


def test_a_list_that_is_not_there_is_named(screen):
    assert "Pick list 999 was not found" in screen.open("pick_lists", pick_list=999).said
