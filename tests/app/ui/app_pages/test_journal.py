"""The Stock journal: lines, filters in the address, undo of one line and of a batch."""

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
