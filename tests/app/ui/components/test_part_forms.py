"""A part made, changed and deleted on its page: what is written, what is refused beside which field, and undo."""

import pytest

from tests.app.ui.refusals import each_is_refused_below
from tests.app.ui.screen import Screen

pytestmark = pytest.mark.integration

TEXTS = {
    "manufacturer_code": "RC0603",
    "manufacturer": "Acme",
    "package": "0603",
    "series": "RC",
    "mounting_type": "smd",
    "pin_pitch": "0.5 mm",
    "dimensions": "1.6 x 0.8 mm",
    "voltage_rating": "50 V",
    "input_voltage": "5 V",
    "output_voltage": "3.3 V",
    "product_page": "https://acme.example/rc",
    "size_class": "small",
    "pin_count": 2,
    "minimum_quantity": 12,
    "storage_needs": ["esd"],
    "currency": "EUR",
}


def written(store, key, *names):
    with store.container.unit_of_work() as work:
        part = work.parts.get(key)
        return {name: getattr(part, name) for name in names}


def parts(store):
    with store.container.unit_of_work() as work:
        return {row.part.key: row.part.description for row in work.parts.list()[0]}


def test_every_field_is_written_shown_and_taken_back(screen, data_store):
    before = written(data_store, "ABCD", *TEXTS)
    screen.open("part", part="ABCD")
    for name, value in TEXTS.items():
        screen.set(f"part-edit-{name}-", value)
    screen.set("part-edit-unit_price", 0.012).set("part-edit-tags", ["smd", "two words"])
    screen.set("part-edit-type_id", "Relay").set("part-edit-description", "Gadget\nof two lines")
    screen.press("part-edit-submit")
    assert screen.errors == []
    assert written(data_store, "ABCD", *TEXTS) == TEXTS
    assert {"Type": "Relay", "Tags": "smd, two words", "Unit price": "0.012 EUR"}.items() <= screen.facts.items()
    screen.press("undo-last")
    assert written(data_store, "ABCD", *TEXTS) == before
    assert screen.field("part-edit-package").value == ""
    assert screen.field("part-edit-description").value == "Gadget 4k7 0603"


def test_only_what_was_changed_is_written_and_the_sentence_names_it(screen, data_store):
    screen.open("part", part="ABCD")
    with data_store.container.unit_of_work() as work:
        work.parts.update("ABCD", {"manufacturer": "Somebody else's", "series": "Z"})
    screen.set("part-edit-package", " 0805 ").set("part-edit-minimum_quantity", None).press("part-edit-submit")
    assert "Changed ABCD: package, minimum" in screen.said
    assert written(data_store, "ABCD", "manufacturer", "series", "package", "minimum_quantity") == {
        "manufacturer": "Somebody else's",
        "series": "Z",
        "package": "0805",
        "minimum_quantity": None,
    }
    assert screen.field("part-edit-manufacturer-").value == "Somebody else's"


def test_a_form_in_which_nothing_was_changed_writes_nothing(screen, data_store):
    before = data_store.counts()
    screen.open("part", part="ABCD").press("part-edit-submit")
    assert "Nothing was changed." in screen.said
    assert data_store.counts() == before


REFUSALS = [
    ("description", " ", "Description must be filled in"),
    ("manufacturer", "x" * 256, "Manufacturer is 256 characters long; at most 255 are kept. Shorten it"),
    ("package", "a\x00b", "Package contains a NUL character; remove it"),
    ("pin_count", 0, "Pin count must be at least 1"),
    ("tags", ["x" * 101], "Tags is 101 characters long; at most 100 are kept. Shorten it"),
    ("minimum_quantity", -1, "Minimum quantity must be at least 0"),
    ("unit_price", -0.5, "Unit price must be at least 0"),
    ("currency", "EUR", "Give a unit price together with its currency"),
    ("product_page", "javascript:alert(1)", "Product page must be an address that begins with https://"),
]


def test_each_field_is_refused_below_itself_and_keeps_what_was_typed(screen, data_store, subtests):
    before = data_store.counts()
    screen.open("part", part="ABCD")
    each_is_refused_below(screen, "part-edit", REFUSALS, subtests)
    assert data_store.counts() == before


def test_a_price_needs_a_currency_of_three_capital_letters(screen, data_store):
    screen.open("part", part="ABCD").set("part-edit-unit_price", 1.5).set("part-edit-currency", "eur")
    screen.press("part-edit-submit")
    assert screen.beside("part-edit-currency") == "Currency must be three capital letters, such as EUR"


def test_the_first_part_is_made_where_none_is_chosen_and_undo_takes_it_away(empty, empty_store):
    empty.open("part").press("choose-new-part").press("new-part-submit")
    assert empty.beside("new-part-description") == "Description must be filled in"
    empty.set("new-part-description", "Resistor 4k7 0603 :red[1 %]").set("new-part-manufacturer_code", "RC0603-4K7")
    empty.set("new-part-tags", ["smd"]).set("new-part-minimum_quantity", 50).press("new-part-submit")
    ((key, description),) = parts(empty_store).items()
    assert (empty.title, description) == (f"Part {key}", "Resistor 4k7 0603 :red[1 %]")
    assert f"Created part {key}" in empty.said
    assert empty.facts["Manufacturer's code"] == "RC0603-4K7"
    assert ":red[" not in empty.markdown
    empty.press("undo-last")
    assert parts(empty_store) == {}
    assert empty.open("part").press("choose-new-part").field("new-part-description").value == ""


@pytest.mark.parametrize(("name", "value"), [("package", "x" * 101), ("minimum_quantity", -1), ("tags", ["x" * 101])])
def test_a_new_part_with_a_wrong_field_is_refused_below_it(screen, data_store, name, value):
    screen.open("part").press("choose-new-part").set("new-part-description", "Kept")
    screen.set(f"new-part-{name}", value).press("new-part-submit")
    assert screen.beside(f"new-part-{name}") is not None
    assert screen.field("new-part-description").value == "Kept"
    assert len(parts(data_store)) == 3


def test_what_is_not_found_can_be_made(viewer):
    viewer.open("find", q="nonsense nowhere")
    assert viewer.links["Make a new part"] == ("part", "")


def test_an_unused_part_is_deleted_and_comes_back_with_its_documents(screen, data_store):
    with data_store.container.unit_of_work() as work:
        work.attachments.add_file(work.parts.get("IJKL").attachment_set_id, b"words", filename="words.txt")
    screen.open("part", part="IJKL").press("part-delete")
    assert screen.title == "Part"
    assert "Deleted part IJKL" in screen.said
    assert "IJKL" not in parts(data_store)
    screen.press("undo-last")
    assert "IJKL" in parts(data_store)
    assert "words.txt" in Screen().open("part", part="IJKL").said


@pytest.mark.parametrize(("key", "reason"), [("ABCD", "23 are in stock")])
def test_a_part_that_is_in_use_is_not_deleted(screen, data_store, key, reason):
    screen.open("part", part=key).press("part-delete")
    assert screen.errors == [f"Cannot delete part {key} because {reason}"]
    assert screen.title == f"Part {key}"
    assert len(parts(data_store)) == 3
