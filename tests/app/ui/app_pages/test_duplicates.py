"""Duplicates: the list of suspicious pairs, two parts side by side, merge and undo; refusals in words."""

import pytest

pytestmark = pytest.mark.integration


@pytest.fixture
def twins(data_store, screen):
    """A second gadget beside ABCD."""
    with data_store.container.unit_of_work() as work:
        gadget = work.parts.get("ABCD").type_id
        work.parts.create(key="MNOP", description="Gadget 4k7 0603", type_id=gadget, package="0603")
    return screen


def test_a_store_without_likely_pairs_says_so(empty):
    assert "No two parts look like the same thing" in empty.open("duplicates").said


def test_a_likely_pair_is_listed_with_reasons_and_leads_to_both(twins):
    twins.open("duplicates")
    (pair,) = twins.frame("candidates")
    assert (pair["first"], pair["second"]) == ("ABCD", "MNOP")
    assert pair["reasons"] == "same type and value, descriptions 100% alike"
    twins.click_cell("candidates", 0, 0)
    assert ["Description", "Gadget 4k7 0603", "Gadget 4k7 0603", ""] in compared(twins)


def compared(screen):
    return next(table for table in screen.tables if table[0][0] == "Description")


def test_merging_moves_the_stock_and_undo_brings_it_back(twins, data_store):
    twins.open("duplicates", first="ABCD", second="MNOP")
    assert ["Stock", "3 in 1-2, 20 in 2-1", "none", "differs"] in compared(twins)
    radio = next(radio for radio in twins.at.radio if radio.key.startswith("merge-kept"))
    radio.set_value("MNOP")
    twins.press("merge-submit")
    assert "Merged ABCD into MNOP" in twins.said
    assert "ABCD was merged into MNOP." in twins.said
    assert (data_store.held("ABCD"), data_store.held("MNOP")) == ({}, {"1-2": 3, "2-1": 20})
    twins.press("undo-last")
    assert (data_store.held("ABCD"), data_store.held("MNOP")) == ({"1-2": 3, "2-1": 20}, {})
    assert data_store.balanced()


def test_a_pair_that_differs_is_not_offered_again_until_that_is_taken_back(twins):
    twins.open("duplicates", first="MNOP", second="ABCD").set("dismiss-note", "other *pins*").press("dismiss-submit")
    assert "ABCD and MNOP are not duplicates" in twins.said
    assert "These two were found to be different things" in twins.said
    twins.open("duplicates")
    assert "No two parts look like the same thing" in twins.said
    (row,) = twins.frame("dismissed")
    assert (row["first"], row["second"], row["note"]) == ("ABCD", "MNOP", "other *pins*")
    twins.click_cell("dismissed", 0, 0).press("dismiss-back")
    assert "ABCD and MNOP may be duplicates again" in twins.said
    twins.press("undo-last").press("undo-last")
    assert len(twins.open("duplicates").frame("candidates")) == 1


def test_what_cannot_be_merged_is_told(twins):
    twins.open("duplicates", first="ABCD", second="ABCD")
    twins.press("merge-submit")
    assert twins.errors == ["Cannot merge ABCD into ABCD because that is the same part"]
    assert twins.open("duplicates", first="ABCD", second="ZZZZ").errors == ["Part ZZZZ was not found"]
    twins.open("duplicates", first="toolong", second="ABCD")
    assert any("first=toolong" in warning for warning in twins.warnings)
