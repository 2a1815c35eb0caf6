"""Find: one box for everything, each hit with where it lies and why it matched; refusals keep what was typed."""

import pytest

from tests.app.services.files import picture
from tests.app.ui.stores import HOSTILE

pytestmark = pytest.mark.integration


def hits(screen):
    """Everything that was found, without the trust line above it."""
    return list(screen.links.items())[1:]


def groups(screen):
    return [heading.value for heading in screen.at.subheader]


def test_without_a_query_it_says_what_can_be_typed(empty):
    empty.open("find")
    assert "Type a part's key, a slot such as 7-3, a value such as 4k7 or 100nF" in empty.said
    assert hits(empty) == []


@pytest.mark.parametrize(
    ("query", "group", "hit"),
    [
        ("abcd", "Parts (1)", ("ABCD · Gadget 4k7 0603", ("part", "part=ABCD"))),
        ("4700 ohm", "Parts (1)", ("ABCD · Gadget 4k7 0603", ("part", "part=ABCD"))),
        ("lens spare", "Parts (1)", ("IJKL · Spare lens", ("part", "part=IJKL"))),
        ("1-2", "Slots (1)", ("Slot 1-2", ("boxes", "box=1&slot=2"))),
        ("high", "Boxes (1)", ("Box 2: Shelf *high*", ("boxes", "box=2"))),
    ],
)
def test_what_is_looked_for_is_found_and_leads_to_its_page(viewer, query, group, hit):
    viewer.open("find", q=query)
    assert viewer.field("q").value == query
    assert groups(viewer)[0] == group
    assert hits(viewer)[0] == hit


def test_a_hit_says_how_many_where_and_why(viewer):
    viewer.open("find", q="ABCD")
    assert "23 pieces · in 1-2, 2-1 · key: ABCD" in viewer.said
    viewer.set("q", "1-2").run()
    assert "Drawer: 3 of ABCD" in viewer.said


def test_a_kit_and_a_device_lead_to_their_pages(viewer, published):
    viewer.open("find", q="weather")
    assert "Kits (1)" in groups(viewer)
    assert hits(viewer)[0][1] == ("kits", "kit=1")
    viewer.set("q", published.device_key).run()
    assert hits(viewer)[0][1] == ("devices", f"device={published.device_key}")


def test_hits_are_grouped_in_a_fixed_order(viewer):
    with_all = viewer.open("find", q="e")
    assert [name.split(" ")[0] for name in groups(with_all)] == ["Parts", "Boxes", "Kits", "Devices"]


def test_hostile_descriptions_and_queries_stay_text(viewer):
    viewer.open("find", q="relay")
    assert hits(viewer) == [(f"EFGH · {HOSTILE}", ("part", "part=EFGH"))]
    assert ":red[hot]" not in viewer.markdown
    viewer.set("q", "**x** :red[y] <b>").run()
    assert "Nothing matches **x** :red[y] <b>. Try fewer or shorter words" in viewer.said
    assert ":red[y]" not in viewer.markdown
    assert "<b>" not in viewer.markdown


@pytest.mark.parametrize("query", ["g%t", "%", "'; DROP TABLE parts; --", "\\"])
def test_signs_of_the_database_are_plain_characters(screen, data_store, query):
    screen.open("find", q=query)
    assert "Nothing matches" in screen.said
    assert data_store.counts()["parts"] == 3


@pytest.mark.parametrize(("query", "words"), [("x" * 201, "200"), ("a\x00b", "NUL")])
def test_a_query_that_cannot_be_asked_is_refused_in_words_and_stays(viewer, query, words):
    viewer.open("find")
    viewer.set("q", query).run()
    (refusal,) = viewer.errors
    assert words in refusal
    assert "Something went wrong" not in refusal
    assert viewer.field("q").value == query


def test_more_hits_than_are_shown_ask_for_another_word(screen, data_store):
    with data_store.container.unit_of_work() as work:
        for number in range(31):
            work.parts.create(description=f"Washer {number}")
    screen.open("find", q="washer")
    assert groups(screen) == ["Parts (30)"]
    assert "The best 30 hits are shown; add a word to narrow the search." in screen.said


def test_parts_show_their_pictures_and_an_address_finds_the_part_that_lies_there(screen, data_store):
    screen.open("find", q="1-2")
    assert groups(screen) == ["Slots (1)", "Parts (1)"]
    assert "3 of ABCD" in screen.said
    assert "23 pieces · in 1-2, 2-1 · lies in slot 1-2" in screen.said
    assert not screen.at.get("image")
    with data_store.container.unit_of_work() as work:
        work.attachments.add_file(work.attachments.sets.of_part("ABCD").id, picture(), filename="front.png")
    screen.run()
    assert len(screen.at.get("image")) == 1
