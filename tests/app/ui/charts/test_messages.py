"""The sentence above each chart says what the chart shows, in the right number, and days become weeks when many."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.placement.box_map import BoxVisits
from app.domain.placement.category_boxes import CategoryBoxes
from app.domain.placement.gain_curve import GainPoint
from app.ui.charts.box_map import after_message, before_message, box_map
from app.ui.charts.category_boxes import category_chart, category_message, shown_categories
from app.ui.charts.gain import gain_chart, gain_message
from app.ui.charts.level import level_chart, level_message
from app.ui.charts.spread import CATEGORIES_SHOWN, spread_chart, spread_message
from app.ui.charts.stock_outs import stock_out_message, stock_outs
from app.ui.charts.usage import DAYS_AS_BARS, by_week, is_weekly, usage_chart, usage_message

pytestmark = pytest.mark.integration

START, END = date(2026, 1, 1), date(2026, 3, 31)


def usage(*rows):
    return pl.DataFrame(rows, schema={"day": pl.Date, "used_qty": pl.Int64}, orient="row")


def levels(*quantities):
    start = datetime(2026, 1, 1)  # noqa: DTZ001 - only the day is shown
    return pl.DataFrame({"at": [start + timedelta(days=n) for n in range(len(quantities))], "level": quantities})


def spread(*rows):
    names = ("type_name", "boxes", "parts", "main_box_no", "main_box_share")
    return pl.DataFrame([dict(zip(names, (*row, 1, 0.5), strict=True)) for row in rows])


@pytest.mark.parametrize(
    ("rows", "key", "sentence"),
    [
        ([], None, "Nothing was used from 1 Jan 2026 to 31 Mar 2026"),
        ([], "ABCD", "Nothing of ABCD was used from 1 Jan 2026 to 31 Mar 2026"),
        ([(START, 1)], None, "1 piece used from 1 Jan 2026 to 31 Mar 2026, most on 1 Jan 2026 (1)"),
        (
            [(START, 900), (END, 1_100)],
            "ABCD",
            "2,000 pieces of ABCD used from 1 Jan 2026 to 31 Mar 2026, most on 31 Mar 2026 (1,100)",
        ),
        ([(START, 5), (END, 5)], None, "10 pieces used from 1 Jan 2026 to 31 Mar 2026, most on 1 Jan 2026 (5)"),
    ],
)
def test_use_is_added_up_and_its_peak_named(rows, key, sentence):
    assert usage_message(usage(*rows), START, END, key) == sentence


@given(st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 1_000)), max_size=30))
def test_weeks_begin_on_monday_and_lose_nothing(rows):
    naive = {}
    for day, quantity in rows:
        monday = day - timedelta(days=day.weekday())
        naive[monday] = naive.get(monday, 0) + quantity
    weeks = by_week(usage(*rows))
    assert list(zip(weeks["day"], weeks["used_qty"], strict=True)) == sorted(naive.items())


def test_days_become_weeks_only_when_there_are_too_many_to_see():
    assert not is_weekly(START, START + timedelta(days=DAYS_AS_BARS))
    assert is_weekly(START, START + timedelta(days=DAYS_AS_BARS + 1))
    assert "Used per day" in usage_chart(usage((START, 1)), START, END).to_json()
    assert "Used per week" in usage_chart(usage((START, 1)), START, date(2026, 12, 31)).to_json()


def test_spans_without_a_piece_are_told_and_shaded():
    shown = levels(5, 0, 3, 0, 0, 2, 0)
    day = timedelta(days=1)
    assert [end - start for start, end in stock_outs(shown).rows()] == [day, day, day]
    assert level_message(shown, END).endswith("since 1 Jan 2026; out of stock for 3 days in all (shaded)")
    assert "rect" in level_chart(shown, 1).to_json()
    assert stock_out_message(stock_outs(levels(5, 1))) == ""
    hour = shown.with_columns(at=shown["at"][0] + pl.Series([timedelta(minutes=30 * n) for n in range(7)]))
    assert "for 2 hours in all" in stock_out_message(stock_outs(hour))


def test_the_level_is_told_with_its_bounds():
    sentence = level_message(levels(1_000, 3, 12), date(2026, 2, 1))
    assert sentence == "12 pieces on 1 Feb 2026, between 3 and 1,000 since 1 Jan 2026"


@pytest.mark.parametrize(("minimum", "marked"), [(30, True), (0, False), (None, False)])
def test_a_minimum_is_marked_where_one_is_set(minimum, marked):
    assert ("minimum" in level_chart(levels(1, 2), minimum).to_json()) is marked


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([("Relay", 1, 4), ("Wire", 1, 2)], "Every category lies in one box"),
        ([("Relay", 2, 1), ("Wire", 3, 5)], "Wire is scattered most: 5 parts in 3 boxes"),
        ([("Wire", 2, 1), ("Relay", 2, 9)], "Relay is scattered most: 9 parts in 2 boxes"),
        ([("Gadget", 2, 1)], "Gadget is scattered most: 1 part in 2 boxes"),
    ],
)
def test_the_most_scattered_category_is_named_ties_by_name(rows, sentence):
    assert spread_message(spread(*rows)) == sentence


def test_only_the_most_scattered_categories_are_drawn():
    many = spread(*[(f"Type {n:02}", n + 1, 1) for n in range(CATEGORIES_SHOWN + 5)])
    drawn = spread_chart(many).to_json()
    assert f"Type {CATEGORIES_SHOWN + 4:02}" in drawn
    assert "Type 04" not in drawn


@pytest.mark.parametrize(
    ("savings", "sentence"),
    [
        ([80, 100], "The first move brings 80% of the saving"),
        ([10, 85, 100, 100], "The first 2 moves bring 85% of the saving"),
        ([50, 1_500], "All 2 moves are needed to save 1,500 m a month"),
        ([-20, -10], "2 moves cost 10 m a month: rules come first"),
    ],
)
def test_the_curve_of_a_plan_says_where_most_of_it_is_won(savings, sentence):
    curve = [GainPoint(0, 0.0), *(GainPoint(n, float(saving)) for n, saving in enumerate(savings, start=1))]
    assert gain_message(curve) == sentence
    gain_chart(curve).to_dict()


def test_the_map_of_boxes_says_which_is_fetched_from_most_and_how_many_change():
    boxes = [
        BoxVisits(number, 1.0, 0.0, 0.0, *visits) for number, visits in enumerate(((4, 0), (9, 9), (0, 4)), start=1)
    ]
    assert before_message(boxes) == "Before: box 2 is fetched from most, 9.0 times a month"
    assert after_message(boxes) == "After: 1 box fetched from more often, 1 less often"
    box_map(boxes, is_after=True).to_dict()
    idle = [BoxVisits(1, 1.0, 0.0, 0.0, 0.0, 0.0)]
    assert before_message(idle) == "Before: nothing is fetched"
    box_map(idle, is_after=False).to_dict()


def test_categories_that_change_most_are_shown_and_counted_in_a_sentence():
    still = [CategoryBoxes(f"T{n:02}", 3, 3) for n in range(CATEGORIES_SHOWN)]
    categories = [*still, CategoryBoxes("LED", 5, 2), CategoryBoxes("Diode", 1, 2)]
    shown = shown_categories(categories)
    assert [one.name for one in shown[:2]] == ["LED", "Diode"]
    assert len(shown) == CATEGORIES_SHOWN
    assert category_message(categories) == "1 category lies in fewer boxes afterwards, 1 in more"
    assert category_message(still) == "No category lies in more or in fewer boxes afterwards"
    assert category_message(categories[-1:]) == "No categories lie in fewer boxes afterwards, 1 in more"
    category_chart(shown).to_dict()
