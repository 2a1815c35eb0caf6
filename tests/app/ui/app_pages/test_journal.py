"""The Stock journal: lines, filters in the address, undo of one line and of a batch."""

import re

import pytest

pytestmark = pytest.mark.integration


def test_an_empty_ledger_says_what_to_do(empty):
    assert "The ledger is empty" in empty.open("journal").said
    assert "Import parts" in empty.links


def test_lines_come_newest_first(screen):
    said = screen.open("journal").said
    assert said.index("taken back at 2-1") < said.index("moved into 1-2") < said.index("+40** received into 2-1")
    assert "8 lines in the ledger" in said


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"part": "efgh"}, "1 line in the ledger"),
        ({"part": "ZZZZ"}, "Part ZZZZ was not found"),
        ({"slot": "9-9"}, "Location 9-9 was not found"),
        ({"batch": "999999"}, "No line of the ledger passes these filters"),
        ({"batch": "x"}, "it must be a batch number"),
        ({"since": "31.12."}, "it must be a date"),
    ],
)
def test_a_filter_in_the_address_narrows_the_lines_or_says_why_not(screen, query, words):
    assert words in screen.open("journal", **query).said


def test_one_line_is_taken_back_and_redone(screen, data_store):
    screen.open("journal", part="EFGH").press("undo-line-")
    assert data_store.held("EFGH") == {}
    assert "Taken back: EFGH: +7 received into 1-1" in screen.said
    screen.press("undo-last")
    assert data_store.held("EFGH") == {"1-1": 7}
    assert data_store.balanced()


def test_a_move_has_one_undo_for_its_batch(screen, data_store):
    with data_store.container.unit_of_work() as work:
        number = work.batches.latest(kind="move")[0][0].id
    screen.open("journal", batch=number)
    screen.press("undo-batch-")
    assert data_store.held("ABCD") == {"2-1": 23}
    assert data_store.balanced()


def test_a_refused_undo_changes_nothing_and_says_why(screen, data_store):
    with data_store.container.unit_of_work() as work:
        received = work.history.of_part("ABCD", limit=50)[0][-1]
    before = data_store.counts()
    screen.open("journal", batch=received.batch_id).press(f"undo-line-{received.id}")
    assert any("would have to go back" in error for error in screen.errors)
    assert data_store.counts() == before


def changes(screen):
    return screen.open("journal", show="All changes")


def test_before_anything_was_done_all_changes_say_what_to_do(empty):
    assert "Nothing was changed yet" in changes(empty).said
    assert "Import parts" in empty.links


def test_changes_that_moved_no_stock_are_listed_and_lead_to_the_lines_of_those_that_did(viewer):
    said = changes(viewer).said
    assert said.index("Took batch ") < said.index("use: ABCD") < said.index("move: ABCD") < said.index("edit · setup")
    assert "took it back" in said
    used = int(re.search(r"use: ABCD  \n:small\[[^]]* batch (\d+)", said)[1])
    viewer.press(f"lines-of-{used}")
    assert "used from 2-1" in viewer.said
    assert viewer.at.query_params["batch"] == str(used)
    assert viewer.field("journal-batch").value == used


def test_an_edit_of_long_ago_is_taken_back_and_redone(screen, data_store):
    def described():
        with data_store.container.unit_of_work() as work:
            return work.parts.get("IJKL").description

    with data_store.container.unit_of_work(actor="anna") as work:
        work.parts.update("IJKL", {"description": "Cracked *lens*"})
        edit = work.batches.open("edit").id
    with data_store.container.unit_of_work() as work:
        work.boxes.create("Later", 1)
    assert "Changed part IJKL" in changes(screen).said
    screen.press(f"undo-change-{edit}")
    assert described() == "Spare lens"
    assert f"Taken back: batch {edit} (Changed part IJKL)" in screen.said
    screen.press(f"undo-change-{edit + 2}")
    assert described() == "Cracked *lens*"


def test_a_change_that_later_ones_stand_on_is_refused_and_says_why(screen, data_store):
    with data_store.container.unit_of_work() as work:
        received = work.history.of_part("ABCD", limit=50)[0][-1].batch_id
    before = data_store.counts()
    changes(screen).press(f"undo-change-{received}")
    assert any("would have to go back" in error for error in screen.errors)
    assert data_store.counts() == before


def test_many_changes_come_in_pages(screen, data_store):
    for number in range(26):
        with data_store.container.unit_of_work() as work:
            work.types.create(f"Type {number}")
    assert "Created type Type 25" in changes(screen).said
    assert "edit · setup" not in screen.said
    screen.at.session_state["changes-page"] = 2
    assert "edit · setup" in screen.run().said
    assert "Created type Type 25" not in screen.said
