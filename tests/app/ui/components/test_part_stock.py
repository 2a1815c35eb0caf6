"""Splitting stock over slots, and minimums of single slots, on the page of a part."""

import pytest

pytestmark = pytest.mark.integration


@pytest.fixture
def split(screen):
    """Opens the split form of ABCD (20 in 2-1, 3 in 1-2) and fills its table."""
    screen.open("part", part="ABCD").press("choose-Split-")

    def fill(source, shares):
        screen.set("split-source", source)
        rows = {row: {"Slot": slot, "Pieces": pieces} for row, (slot, pieces) in enumerate(shares)}
        screen.at.session_state["split-shares-ABCD-0"] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
        return screen.press("split-submit")

    return fill


def test_a_slot_is_split_over_others_and_undone(screen, data_store, split):
    split("2-1", [("1-2", 5), ("1-3", 2)])
    assert data_store.held("ABCD") == {"1-2": 8, "1-3": 2, "2-1": 13}
    assert "Moved 7 (5 into 1-2, 2 into 1-3) of ABCD from 2-1" in screen.said
    screen.press("undo-last")
    assert data_store.held("ABCD") == {"1-2": 3, "2-1": 20}


def test_a_split_that_cannot_be_is_refused_beside_the_table(screen, data_store, split):
    split("2-1", [("1-2", 5), ("1-3", 99)])
    assert screen.errors == ["Not enough parts available at 2-1 (requested 99, have 15)"]
    assert data_store.held("ABCD") == {"1-2": 3, "2-1": 20}


@pytest.fixture
def take(screen):
    """Opens the form that uses from several slots of ABCD and fills its table."""
    screen.open("part", part="ABCD").press("choose-Use several-")

    def fill(*pieces):
        rows = {row: {"Pieces": number} for row, number in enumerate(pieces)}
        screen.at.session_state["take-shares-ABCD-0"] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
        return screen.set("take-reason", "scrap").press("take-submit")

    return fill


def test_several_slots_are_used_at_once_and_undone(screen, data_store, take):
    take(2, 5)
    assert "Took 7 (2 from 1-2, 5 from 2-1) of ABCD" in screen.said
    assert "scrapped from" in screen.said
    assert data_store.held("ABCD") == {"1-2": 1, "2-1": 15}
    screen.press("undo-last")
    assert data_store.held("ABCD") == {"1-2": 3, "2-1": 20}


def test_more_than_a_slot_holds_or_nothing_is_refused_and_nothing_taken(screen, data_store, take):
    take(4, 5)
    assert screen.errors == ["Not enough parts available at 1-2 (requested 4, have 3)"]
    take()
    assert screen.errors == ["Give between 1 and 200 slots"]
    assert data_store.held("ABCD") == {"1-2": 3, "2-1": 20}


def test_a_minimum_is_set_shown_and_cleared(screen, data_store):
    screen.open("part", part="ABCD").set("minimum-slot", "1-2").set("minimum-quantity", 10).press("minimum-submit")
    assert "Slot 1-2 should hold at least 10 of ABCD" in screen.said
    assert [expander.label for expander in screen.at.expander if "refill" in expander.label] == [
        "Minimum per slot: refill 1-2"
    ]
    screen.set("minimum-slot", "1-2").set("minimum-quantity", 0).press("minimum-submit")
    assert "has no minimum of ABCD any more" in screen.said
    with data_store.container.unit_of_work() as work:
        assert work.minimums.of_part("ABCD") == []
