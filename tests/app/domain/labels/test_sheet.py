"""Sheets of labels: every label on its page, none over another."""

import pytest

from app.domain.labels.label import box_label, part_label, slot_label
from app.domain.labels.sheet import SHEETS, places


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_labels_lie_inside_the_page_and_beside_each_other(sheet):
    corners = [(x, y) for _, x, y in places(sheet, sheet.per_page)]
    assert len(set(corners)) == sheet.per_page == sheet.columns * sheet.rows
    for x, y in corners:
        assert 0 <= x <= x + sheet.label_width <= sheet.page_width + 0.01
        assert 0 <= y <= y + sheet.label_height <= sheet.page_height + 0.01
    for a, (x, y) in enumerate(corners):
        for u, v in corners[:a]:
            assert abs(x - u) >= sheet.label_width - 0.01 or abs(y - v) >= sheet.label_height - 0.01


@pytest.mark.parametrize(
    ("count", "skip", "pages"), [(1, 0, 1), (24, 0, 1), (25, 0, 2), (24, 1, 2), (1, 23, 1), (49, 23, 3)]
)
def test_labels_go_on_where_a_begun_sheet_left_off(count, skip, pages):
    sheet = SHEETS["a4-24"]
    placed = list(places(sheet, count, skip))
    assert len(placed) == count
    assert sum(begins for begins, _, _ in placed) == pages
    assert placed[0][1:] == sheet.place(skip)


def test_a_roll_has_one_label_a_page():
    assert [begins for begins, _, _ in places(SHEETS["roll-62x29"], 3)] == [True, True, True]


def test_what_stands_on_labels_leaves_out_what_is_not_known():
    assert part_label("ABCD", "Red LED", (None, "LED", "")).lines == ("Red LED", "LED")
    assert box_label(7, "Drawer", "", None) == box_label(7, "Drawer", "", "")
    assert (box_label(7, "", "Bench", None).heading, box_label(7, "", "Bench", None).code) == ("Box 7", "BOX 7")
    assert slot_label("7-3", "").lines == ()
