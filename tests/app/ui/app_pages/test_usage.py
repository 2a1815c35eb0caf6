"""Usage: what was consumed when, which parts make the use, and what nobody uses."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests.app.ui.screen import Screen
from tests.app.ui.stores import HOSTILE, published_rows

pytestmark = pytest.mark.integration


@pytest.fixture
def spoken(published, snapshot_day):
    """Days as the page says them: `span` of the last days of the snapshot, `ago` before the store was filled."""

    def words(day):
        return f"{day:%-d %b %Y}"

    return SimpleNamespace(
        span=lambda days: f"from {words(snapshot_day - timedelta(days=days - 1))} to {words(snapshot_day)}",
        ago=lambda days: words((published.started - timedelta(days=days)).date()),
    )


@pytest.mark.parametrize(
    ("period", "days", "used"),
    [("30 days", 30, (5, 10, 5)), ("90 days", 90, (17, 40, 12)), ("2 years", 730, (17, 40, 12))],
)
def test_the_period_in_the_address_decides_what_is_added_up(viewer, spoken, period, days, used):
    total, ago, most = used
    viewer.open("usage", days=period)
    assert f"**{total} pieces used {spoken.span(days)}, most on {spoken.ago(ago)} ({most})**" in viewer.said


def test_what_was_taken_back_and_what_was_moved_is_no_use(viewer):
    viewer.open("usage", days="30 days")
    assert "**5 pieces used" in viewer.said  # not the 4 that were taken back, nor the 3 that were moved


def test_the_first_class_holds_what_makes_most_of_the_use(viewer):
    viewer.open("usage")
    (row,) = viewer.frame("classes")
    assert (row["part_key"], row["used_365d"], row["used_30d"], row["total_quantity"]) == ("ABCD", 17, 5, 23)
    assert row["days_of_stock"] == pytest.approx(23 / (17 / 101))
    assert "1 part, by pieces used in 365 days." in viewer.said


def test_other_classes_are_chosen_in_the_address_and_may_be_empty(viewer):
    viewer.open("usage", abc="N: not used in a year")
    assert {row["part_key"] for row in viewer.frame("classes")} == {"EFGH", "IJKL"}
    viewer.set("abc", "B").run()
    assert "No part is in this class." in viewer.said


def test_what_lies_unused_for_a_year_is_named_literally(viewer):
    viewer.open("usage")
    (row,) = viewer.frame("dead-stock")
    assert (row["part_key"], row["total_quantity"], row["description"]) == ("EFGH", 7, HOSTILE)
    assert "1 part in stock, unused for a year or more." in viewer.said


@pytest.mark.parametrize(("table", "title"), [("classes-A", "Part ABCD"), ("dead-stock", "Part EFGH")])
def test_a_click_on_a_row_opens_its_part(viewer, table, title):
    viewer.open("usage").click_cell(table, 0, "part_key")
    assert viewer.title == title


def test_one_part_has_a_page_of_its_own_with_ways_back(viewer, spoken):
    viewer.open("usage", part="abcd", days="30 days")
    assert viewer.title == "Usage of ABCD"
    assert f"**5 pieces of ABCD used {spoken.span(30)}" in viewer.said
    assert viewer.links["Part ABCD"] == ("part", "part=ABCD")
    assert viewer.links["All parts"] == ("usage", "")
    assert len(viewer.at.dataframe) == 0


def test_a_part_that_was_never_used_says_so(viewer):
    viewer.open("usage", part="EFGH")
    assert "**Nothing of EFGH was used from" in viewer.said


def test_an_unknown_part_is_not_taken_for_an_unused_one(viewer):
    viewer.open("usage", part="ZZZZ")
    assert "The snapshot does not know the part ZZZZ." in viewer.said
    assert "was used" not in viewer.said
    assert viewer.links["All parts"] == ("usage", "")


@pytest.mark.parametrize("query", [{"days": "5"}, {"days": "x"}, {"abc": "Z"}, {"abc": HOSTILE}])
def test_choices_that_do_not_exist_are_left_out(viewer, query):
    viewer.open("usage", **query)
    assert "**17 pieces used" in viewer.said
    assert [row["part_key"] for row in viewer.frame("classes")] == ["ABCD"]
    assert viewer.errors == []


def test_a_part_that_makes_no_sense_is_named_and_all_parts_are_shown(viewer):
    viewer.open("usage", part="1234")
    assert viewer.warnings == ["The address says part=1234; it must be four letters"]
    assert viewer.title == "Usage"


def test_a_store_without_movements_says_so(published, republished):
    marts = ("marts.part_activity_v1", "marts.usage_daily_v1")
    republished({name: published_rows(published, name).clear() for name in marts})
    screen = Screen().open("usage")
    assert "**Nothing was used from" in screen.said
    assert "No part is in this class." in screen.said
    assert "Nothing lies unused: every part in stock was used within a year, or is newer." in screen.said


def test_before_the_first_run_the_page_says_what_to_do(empty):
    empty.open("usage")
    assert "Nothing has been published yet, so there is no usage to show." in empty.said
    assert empty.button("start-usage").label == "Run the pipeline now"
