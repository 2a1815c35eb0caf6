"""Printing from the pages of a part, a box and all boxes: offered when opened, counted, refused in words."""

import pytest

pytestmark = pytest.mark.integration


def opened(screen, key):
    """The page with a popover open."""
    screen.at.session_state[key] = True
    return screen.run()


def offered(screen):
    return [button.key for button in screen.at.download_button]


def test_a_part_s_label_is_counted_and_refused_where_its_code_does_not_fit(screen):
    screen.open("part", part="ABCD")
    assert offered(screen) == []
    opened(screen, "labels-ABCD")
    assert offered(screen) == ["labels-save-ABCD"]
    assert "1 label on 1 page. Print at 100 %" in screen.said
    screen.set("labels-skip-ABCD", 64).set("labels-copies-ABCD", 3).run()
    assert "3 labels on 2 pages" in screen.said
    screen.set("labels-code-ABCD", "qr+code128").run()
    assert "too narrow to be scanned on this label" in screen.errors[0]
    assert offered(screen) == []


def test_a_box_prints_its_label_those_of_its_slots_and_its_contents(screen):
    screen.open("boxes", box=2, slot=1)
    opened(screen, "labels-box-2")
    assert screen.at.radio(key="labels-what-box-2").options == ["this box", "all its slots", "slot 2-1"]
    for choice, said in (("all its slots", "6 labels on 1 page"), ("slot 2-1", "1 label on 1 page")):
        screen.at.radio(key="labels-what-box-2").set_value(choice)
        assert said in screen.run().said
    opened(screen, "contents-2")
    assert offered(screen) == ["labels-save-box-2", "save-2"]


def test_all_boxes_that_are_shown_or_some_of_them_are_printed_as_a_batch(screen):
    opened(screen.open("boxes"), "labels-boxes")
    assert "2 labels on 1 page" in screen.said
    assert offered(screen) == ["labels-save-boxes"]
    screen.at.radio(key="labels-what-boxes").set_value("all their slots")
    assert "10 labels on 1 page" in screen.run().said
    screen.set("labels-only-boxes", [2]).run()
    assert "6 labels on 1 page" in screen.said


def test_several_of_what_was_found_are_printed_whatever_they_are(screen):
    opened(screen.open("find", q="e"), "labels-found")
    chosen = screen.field("labels-only-found")
    assert [option.split(" ")[0] for option in chosen.options] == ["EFGH", "1", "2"]
    assert "3 labels on 1 page" in screen.said
    screen.set("labels-only-found", [("box", "2"), ("part", "EFGH")]).run()
    assert "2 labels on 1 page" in screen.said
    screen.set("q", "1-2").run()
    assert offered(screen) == ["labels-save-found"]


def test_where_nothing_that_was_found_has_a_label_none_is_offered(screen):
    opened(screen.open("find", q="kitchen"), "labels-found")
    assert offered(screen) == []


def test_the_parts_that_are_changed_together_are_printed_together(screen, data_store):
    with data_store.container.unit_of_work() as work:
        first, _ = (work.parts.create(description=f"Washer {number}").key for number in range(2))
    screen.open("bulk_edit").set("bulk-query", "washer").run()
    opened(screen, "labels-parts")
    assert "2 labels on 1 page" in screen.said
    screen.set("bulk-left-out", [first]).run()
    assert "1 label on 1 page" in screen.said
