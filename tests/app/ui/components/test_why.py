"""Why, beside figures: drawn when opened, adding up, and literal where texts of others are shown."""

from datetime import timedelta

import polars as pl
import pytest

from app.warehouse.snapshot import SnapshotStore
from tests.app.ui.screen import Screen
from tests.app.ui.stores import published_rows

pytestmark = pytest.mark.integration


def opened(screen, key):
    """The page with a popover open."""
    screen.at.session_state[f"why-{key}"] = True
    return screen.run()


def amounts(screen):
    return [row["amount"] for row in screen.frame("amount")]


def test_nothing_is_asked_before_it_is_opened(viewer):
    viewer.open("usage", part="ABCD")
    assert "source row" not in viewer.said
    assert len(viewer.at.dataframe) == 0


def test_a_part_s_figures_lead_to_its_ledger_lines_and_the_run(viewer, published):
    opened(viewer.open("part", part="ABCD"), "activity")
    assert amounts(viewer) == [12, 5, 4, -4]
    manifest = SnapshotStore(published.settings.lake_path).open().manifest
    for words in ("17 pieces: units consumed in the last 365 days", "4 source rows", manifest.id, manifest.run_id):
        assert words in viewer.said.replace("**", "")
    viewer.set("why-figure-activity", "days the stock lasts").run()
    assert "total_quantity / daily_rate" in viewer.said
    assert [row["term"] for row in viewer.frame("term")] == ["total_quantity", "daily_rate"]


def test_a_day_of_use_is_chosen_and_explained(viewer):
    opened(viewer.open("usage", part="ABCD"), "usage-of-part")
    viewer.set("why-row-usage-of-part", 1).set("why-figure-usage-of-part", "used").run()
    assert amounts(viewer) == [5]


def test_what_lay_in_a_slot_is_explained_on_the_chart_and_on_a_past_day(viewer, published):
    opened(viewer.open("part", part="ABCD"), "level")
    assert "20 pieces: the sum of all movements of the part in the slot" in viewer.said.replace("**", "")
    day = (published.started - timedelta(days=20)).date()
    viewer = opened(Screen().open("part", part="ABCD", on=day), "past-stock")
    assert "28 pieces: the sum of all movements of the part in the slot" in viewer.said.replace("**", "")


def test_the_days_of_all_parts_are_explained_part_by_part_most_used_first(viewer):
    opened(viewer.open("usage"), "usage-of-all")
    assert amounts(viewer) == [12]
    viewer.set("why-row-usage-of-all", 1).run()
    assert amounts(viewer) == [5]


def test_what_the_best_move_saves_is_explained(viewer):
    opened(viewer.open("today"), "moves")
    assert "saves" in viewer.said
    assert "Code 0.1.0" in viewer.said
    assert viewer.errors == []


@pytest.mark.parametrize(
    ("page", "query", "key", "figures"),
    [
        ("usage", {}, "usage-of-all", 6),
        ("usage", {}, "classes-A", 5),
        ("usage", {}, "dead-stock", 3),
        ("placement", {}, "suggestions-usage_sorted", 3),
        ("placement", {}, "spread", 3),
        ("boxes", {"box": 2}, "box", 4),
        ("devices", {}, "fleet", 3),
        ("today", {}, "runs-out", 3),
    ],
)
def test_every_figure_that_is_offered_adds_up(viewer, page, query, key, figures):
    opened(viewer.open(page, **query), key)
    offered = viewer.field(f"why-figure-{key}").options
    assert len(offered) == figures
    for name in offered:
        viewer.set(f"why-figure-{key}", name).run()
        assert "Code 0.1.0" in viewer.said
        assert viewer.errors == []


def test_a_figure_that_does_not_follow_from_its_rows_is_told(republished, published):
    activity = published_rows(published, "marts.part_activity_v1")
    wrong = activity.with_columns(used_365d=pl.when(pl.col("part_key") == "ABCD").then(99).otherwise("used_365d"))
    republished({"marts.part_activity_v1": wrong})
    screen = opened(Screen().open("part", part="ABCD"), "activity")
    assert screen.errors == ["The source rows make 17; run the pipeline again."]
