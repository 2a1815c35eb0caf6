"""Questions about how parts move: filters, order, pages, and who is running out."""

from datetime import date

import pytest

from app.warehouse.queries.part_activity import abc_summary, activity_of_part, part_activity, running_out
from app.warehouse.queries.usage_by_day import usage_of_all, usage_of_part


def part(key, used=0, quantity=10, **more):
    windows = {"used_30d": 0, "used_90d": 0, "used_365d": used}
    return {"part_key": key, "total_quantity": quantity, "abc_class": "N", **windows, **more}


PARTS = [
    part("AAAA", 50, abc_class="A"),
    part("BBBB", 50, abc_class="A", quantity=0),
    part("CCCC", 5, abc_class="B", daily_rate=1.0, days_of_stock=10.0),
    part("DDDD", is_dead_stock=True, quantity=3),
    part("EEEE", quantity=2, minimum_quantity=3),
    part("FFFF", quantity=0),
    part("GGGG", quantity=0, minimum_quantity=0),
    part("HHHH", 1, quantity=9, daily_rate=0.1, days_of_stock=90.0, minimum_quantity=9),
]


@pytest.fixture(scope="module")
def opened(snapshot):
    return snapshot(part_activity_v1=PARTS)


def test_parts_come_most_used_first_and_by_key_among_equals(opened):
    rows = part_activity(opened)
    assert rows["part_key"].to_list() == ["AAAA", "BBBB", "CCCC", "HHHH", "DDDD", "EEEE", "FFFF", "GGGG"]
    assert set(rows["total_rows"]) == {len(PARTS)}


def test_classes_and_dead_stock_can_be_asked_for_alone(opened):
    assert part_activity(opened, abc_class="A")["part_key"].to_list() == ["AAAA", "BBBB"]
    assert part_activity(opened, only_dead=True)["part_key"].to_list() == ["DDDD"]
    assert part_activity(opened, abc_class="A", only_dead=True).is_empty()
    assert part_activity(opened, abc_class="' OR 1=1 --").is_empty()


def test_pages_together_are_the_whole_and_each_tells_the_total(opened):
    pages = [part_activity(opened, limit=3, offset=offset) for offset in (0, 3, 6)]
    assert [row for page in pages for row in page["part_key"]] == part_activity(opened)["part_key"].to_list()
    assert {total for page in pages for total in page["total_rows"]} == {len(PARTS)}


def test_one_part_is_a_row_and_an_unknown_one_is_none(opened):
    assert activity_of_part(opened, "CCCC")["daily_rate"] == 1.0
    assert activity_of_part(opened, "ZZZZ") is None


def test_what_is_used_or_wanted_and_does_not_last_is_running_out_worst_first(opened):
    rows = running_out(opened)
    assert list(zip(rows["part_key"], rows["state"], strict=True)) == [
        ("BBBB", "empty"),
        ("EEEE", "below its minimum"),
        ("CCCC", "soon used up"),
    ]
    assert running_out(opened, within_days=10.0)["part_key"].to_list() == ["BBBB", "EEEE"]
    assert running_out(opened, within_days=91.0)["part_key"].to_list() == ["BBBB", "EEEE", "CCCC", "HHHH"]
    assert running_out(opened, limit=1)["part_key"].to_list() == ["BBBB"]


def test_classes_are_summed_up(opened):
    assert abc_summary(opened).rows() == [("A", 2, 100, 10), ("B", 1, 5, 10), ("N", 5, 1, 14)]


def test_usage_of_all_parts_is_the_sum_of_each(snapshot):
    def day(key, number, **quantities):
        none = dict.fromkeys(("used_qty", "pick_qty", "use_qty", "scrap_qty", "repair_qty", "undone_qty"), 0)
        return {"part_key": key, "day": date(2026, 3, number), "movements": 1} | none | quantities

    rows = [
        day("AAAA", 2, used_qty=3, pick_qty=2, use_qty=1),
        day("AAAA", 1, used_qty=4, scrap_qty=4),
        day("BBBB", 2, used_qty=5, repair_qty=5),
        day("BBBB", 3, undone_qty=2),
    ]
    opened = snapshot(usage_daily_v1=rows)
    assert usage_of_all(opened).rows() == [
        (date(2026, 3, 1), 4, 0, 0, 4, 0, 1),
        (date(2026, 3, 2), 8, 2, 1, 0, 5, 2),
        (date(2026, 3, 3), 0, 0, 0, 0, 0, 0),
    ]
    assert usage_of_part(opened, "AAAA")["used_qty"].to_list() == [4, 3]
    second, third = date(2026, 3, 2), date(2026, 3, 3)
    assert usage_of_part(opened, "AAAA", second, third)["used_qty"].to_list() == [3]
    assert usage_of_part(opened, "BBBB", end=second)["used_qty"].to_list() == [5]
    assert usage_of_all(opened, start=third).height == 1
    assert usage_of_all(opened, start=third, end=second).is_empty()
