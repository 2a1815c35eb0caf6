"""Placement: the best slot of every part with its saving and why; filters that can be shared; how scattered it is."""

import pytest

from tests.app.ui.screen import Screen
from tests.app.ui.stores import published_rows

pytestmark = pytest.mark.integration


def test_the_most_used_part_is_offered_a_nearer_slot_with_reasons(viewer):
    viewer.open("placement")
    (row,) = viewer.frame("suggestions")
    assert (row["part_key"], row["lies_at"], row["location"]) == ("ABCD", "1-2, 2-1", "1-3")
    # fetched once a month (three uses in 90 days, one taken back); 10 m to 4 m from the bench, there and back
    assert row["saving_m_per_month"] == pytest.approx(12.175)
    assert row["why"] == "fetched 1.0 times a month; 4.0 m from the bench; saves 12 m of walking a month"
    assert "1 part, each judged alone" in viewer.said


def test_the_other_method_keeps_categories_together_and_says_so(viewer):
    viewer.open("placement", method="Same type first")
    assert "A free slot in a box that holds the category" in viewer.said
    assert {row["part_key"] for row in viewer.frame("suggestions")} >= {"ABCD", "IJKL"}


def test_filters_in_the_address_narrow_the_list(viewer):
    viewer.open("placement", type="Gadget", saving=10)
    assert [row["part_key"] for row in viewer.frame("suggestions")] == ["ABCD"]
    assert (viewer.field("type").value, viewer.field("saving").value) == ("Gadget", 10)
    viewer.set("saving", 13).run()
    assert "No suggestion passes these filters; choose another type or a smaller saving." in viewer.said
    assert len(viewer.at.dataframe) == 0


@pytest.mark.parametrize(
    "query", [{"method": "magic"}, {"saving": "abc"}, {"saving": "-4"}, {"type": "Nope"}, {"type": ":red[x]"}]
)
def test_filters_that_do_not_exist_are_left_out(viewer, query):
    viewer.open("placement", **query)
    assert [row["part_key"] for row in viewer.frame("suggestions")] == ["ABCD"]
    assert viewer.errors == []
    assert viewer.at.query_params == {}


def test_a_click_on_a_row_opens_its_part(viewer):
    viewer.open("placement").click_cell("suggestions-usage_sorted", 0, "location")
    assert viewer.title == "Part ABCD"


def test_how_far_categories_are_scattered_is_said_above_its_chart(viewer):
    viewer.open("placement")
    assert "**Gadget is scattered most: 1 part in 2 boxes**" in viewer.said
    assert len(viewer.at.get("vega_lite_chart")) == 1


def test_a_snapshot_without_suggestions_says_why(published, republished):
    marts = ("marts.placement_suggestion_v1", "marts.category_spread_v1")
    republished({name: published_rows(published, name).clear() for name in marts})
    screen = Screen().open("placement")
    assert "No suggestion: every slot is taken or locked, or there are no parts yet." in screen.said
    assert "No part with a type is in stock yet." in screen.said


def test_before_the_first_run_the_page_says_what_to_do(empty):
    empty.open("placement")
    assert "Nothing has been published yet, so there is no suggestion to show." in empty.said
    assert empty.button("start-suggestion").label == "Run the pipeline now"


def test_a_plan_is_found_applied_and_taken_back(screen, data_store):
    screen.open("placement").set("plan-moves", 1).press("plan-find")
    assert "1 move saves" in screen.said
    (row,) = screen.frame("plan-accepted")
    assert (row["part"], row["origin"], row["quantity"]) == ("ABCD", "2-1", 20)
    assert "4.0 m instead of 10.0 m from the bench" in row["reason"]
    assert "fetched from more often" in screen.said
    assert len(screen.at.get("vega_lite_chart")) == 4, "before, after, categories then, and how scattered they are now"
    before = data_store.held("ABCD")
    screen.press("plan-apply")
    assert "Made 1 move" in screen.said
    assert data_store.held("ABCD") == {row["target"]: 20, "1-2": 3}
    assert not [frame for frame in screen.at.dataframe if frame.key and frame.key.startswith("plan-accepted")]
    (outcome,) = screen.frame("predicted")
    assert (outcome["moves"], outcome["predicted"]) == (1, pytest.approx(row["saving"]))
    (move,) = screen.set("placement-outcome-of", outcome["batch"]).run().frame("visits")
    assert (move["part"], move["origin"], move["target"], move["visits"]) == ("ABCD", "2-1", row["target"], 0)
    screen.press("undo-last")
    assert data_store.held("ABCD") == before


def test_moves_that_no_longer_hold_are_refused_on_the_page(screen, data_store):
    screen.open("placement").set("plan-moves", 1).press("plan-find")
    with data_store.container.unit_of_work() as work:
        work.stock.use("ABCD", "2-1", 1)
    screen.press("plan-apply")
    assert any("2-1 holds 19 of it now, 20 were planned" in error for error in screen.errors)


def test_weights_are_changed_on_the_page_and_taken_back(screen, data_store):
    def stored():
        with data_store.container.unit_of_work() as work:
            return work.placement_weights.get().spread

    screen.open("placement").set("weight-spread", 7.0).press("weights-save")
    assert "Weights changed: spread 7 instead of 2" in screen.said
    assert (stored(), screen.field("weight-spread").value) == (7.0, 7.0)
    screen.press("weights-usual")
    assert stored() == 2.0
    screen.press("weights-save")
    assert "Nothing changed: the weights are as they were" in screen.said


def test_while_no_plan_was_applied_the_page_says_so(viewer):
    viewer.open("placement")
    assert "No plan was applied yet." in viewer.said
