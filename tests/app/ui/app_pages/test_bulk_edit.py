"""Change many parts: what is found, what would differ, one batch with one undo, refusals in words."""

import pytest

pytestmark = pytest.mark.integration


def packages(data_store):
    with data_store.container.unit_of_work() as work:
        return {row.part.key: row.part.package for row in work.parts.list(sort="key")[0]}


def test_it_says_what_to_type_and_that_nothing_fits(empty):
    assert "Type what the parts have in common" in empty.open("bulk_edit").said
    assert "No part fits" in empty.set("bulk-query", "resistor").run().said


def test_a_change_is_shown_made_at_once_and_undone(screen, data_store):
    before = packages(data_store)
    screen.open("bulk_edit").set("bulk-query", "gadget").run()
    screen.set("bulk-field", "package").run()
    assert "Nothing would differ." in screen.said
    screen.set("v-text", "0805").run()
    assert screen.frame("before") == [{"key": "ABCD", "before": "none", "after": "0805"}]
    screen.press("bulk-apply")
    assert "Changed package of 1 part" in screen.said
    assert packages(data_store) == before | {"ABCD": "0805"}
    screen.press("undo-last")
    assert packages(data_store) == before


def test_tags_must_be_given_and_kinds_fit(screen):
    screen.open("bulk_edit").set("bulk-query", "gadget").run()
    screen.set("bulk-field", "add_tags").run()
    assert screen.errors == ["Type one or more tags, with spaces between them"]
    screen.set("v-text", "smd, small").run()
    assert screen.frame("before") == [{"key": "ABCD", "before": "none", "after": "smd, small"}]


def test_types_are_shown_by_their_names(screen, data_store):
    with data_store.container.unit_of_work() as work:
        other = work.types.create("Other gadget").id
    screen.open("bulk_edit").set("bulk-query", "gadget").run()
    screen.set("bulk-left-out", [row["key"] for row in screen.frame("before")][1:]).run()
    screen.set("v-type", other).run()
    assert {(row["before"], row["after"]) for row in screen.frame("before")} == {("Gadget", "Other gadget")}
    screen.press("bulk-apply")
    assert "Changed type of 1 part" in screen.said
