"""A part as a record: another like it, archive and restore, what could be written better - each with undo."""

import pytest

pytestmark = pytest.mark.integration


def test_another_part_like_it_is_made_and_its_page_opens(screen, data_store):
    screen.open("part", part="IJKL").press("part-copy")
    (made,) = (key for key in keys(data_store) if key not in {"ABCD", "EFGH", "IJKL"})
    assert screen.title == f"Part {made}"
    assert f"Made {made} like IJKL" in screen.said
    assert "Spare lens" in screen.said
    screen.press("undo-last")
    assert keys(data_store) == {"ABCD", "EFGH", "IJKL"}


def keys(data_store):
    with data_store.container.unit_of_work() as work:
        return {row.part.key for row in work.parts.list()[0]}


def test_a_part_is_archived_and_restored_unless_stock_is_held(screen):
    screen.open("part", part="IJKL").press("part-archive")
    assert "This part is archived; it takes no new stock." in screen.warnings
    screen.press("part-archive")
    assert screen.warnings == []
    screen.open("part", part="ABCD").press("part-archive")
    assert screen.errors == ["Cannot archive ABCD because 23 are in stock; use or count them out first"]


@pytest.mark.rule(77)
def test_what_could_be_written_better_is_listed(screen):
    screen.open("part", part="IJKL")
    assert "**Manufacturer** is not given  \n:small[better: Generic]" in screen.said
