"""The Shopping page: lists, lines by seller, orders, deliveries, and what is refused."""

from datetime import date

import pytest

pytestmark = pytest.mark.integration


@pytest.fixture
def spring(data_store):
    """A list with the part ABCD for the corner shop and a lens that does not exist yet; ids by name."""
    with data_store.container.unit_of_work() as work:
        corner = work.sellers.create("Corner *shop*").id
        attic = work.sellers.create("Attic sales").id
        found = work.shopping_lists.create("Spring", description="for the workshop").id
        led = work.shopping_lines.add(found, part_key="ABCD", needed=12, seller_id=corner).id
        lens = work.shopping_lines.add(found, draft={"description": "Lens :smile: 12 mm"}, needed=2).id
    return {"list": found, "corner": corner, "attic": attic, "led": led, "lens": lens}


def of_line(store, line_id):
    with store.container.unit_of_work() as work:
        line = work.shopping_lines.get(line_id)
        return line.status, line.needed, line.ordered, line.received, line.seller_id


def test_without_lists_the_page_says_how_to_begin_and_makes_the_first(empty, empty_store):
    page = empty.open("shopping")
    assert "Nothing is to be bought. Make a list below." in page.said
    page.set("list-name", "Spring").press("list-create")
    assert "Made the list Spring" in page.said
    assert [row["name"] for row in page.frame("shopping-lists")] == ["Spring"]
    page.press("choose-new-list").set("list-name", "SPRING").press("list-create")
    assert page.errors == ["A shopping list with the name Spring already exists"]
    page.press("undo-last")
    assert "Nothing is to be bought" in page.said


def test_a_list_that_is_not_there_is_named(screen):
    assert screen.open("shopping", shopping_list=999).errors == ["Shopping list 999 was not found"]


def test_a_list_shows_its_lines_by_seller_those_without_one_last(screen, spring):
    page = screen.open("shopping", shopping_list=spring["list"])
    assert "Corner *shop* · 12 needed, 0 ordered, 0 received" in page.said
    assert page.said.index("Corner *shop* ·") < page.said.index("Without a seller · 2 needed")
    frames = [frame.value.to_dict("records") for frame in page.at.dataframe]
    assert [(row["part"], row["in_stock"], row["state"]) for frame in frames for row in frame] == [
        ("ABCD", 23, "to order"),
        ("new part", 0, "to order"),
    ]


def test_a_list_is_renamed_and_its_notes_are_written(screen, data_store, spring):
    with data_store.container.unit_of_work() as work:
        work.shopping_lists.create("Autumn")
    page = screen.open("shopping", shopping_list=spring["list"])
    page.set("list-edit-name", "AUTUMN").press("list-edit-submit")
    assert page.errors == ["A shopping list with the name Autumn already exists"]
    page.set("list-edit-name", "").press("list-edit-submit")
    assert page.beside("list-edit-name") == "Name must be filled in"
    page.set("list-edit-name", "Summer *sale*").set("list-edit-description", "").press("list-edit-submit")
    assert "Changed the list: name, about" in page.said
    assert page.at.subheader[0].value == "Summer \\*sale\\*"
    assert "for the workshop" not in page.said
    page.press("undo-last")
    assert page.at.subheader[0].value == "Spring"
    assert "for the workshop" in page.said


def test_something_is_noted_about_a_seller_s_lines_and_an_order_gets_a_promised_day(screen, data_store, spring):
    page = screen.open("shopping", shopping_list=spring["list"])
    page.set(f"group-note-text-{spring['corner']}", "ask for :red[a discount]")
    page.press(f"group-note-submit-{spring['corner']}")
    assert "ask for :red[a discount]" in page.said
    page.press(f"group-order-submit-{spring['corner']}")
    assert "these lines have no quantity to order: ABCD" in page.errors[0]
    page.press(f"fill-{spring['corner']}").set(f"group-promised-{spring['corner']}", date(2031, 5, 17))
    page.press(f"group-order-submit-{spring['corner']}")
    with data_store.container.unit_of_work() as work:
        assert work.shopping_lines.get(spring["led"]).expected_on == date(2031, 5, 17)
    page.press("undo-last")
    assert of_line(data_store, spring["led"])[0] == "new"


def test_an_order_is_filled_placed_received_into_a_suggested_slot_and_undone(screen, data_store, spring):
    page = screen.open("shopping", shopping_list=spring["list"], line=spring["led"])
    page.press(f"order-{spring['corner']}")
    assert "these lines have no quantity to order: ABCD" in page.errors[0]
    page.press(f"fill-{spring['corner']}").press(f"order-{spring['corner']}")
    assert of_line(data_store, spring["led"])[:3] == ("ordered", 12, 12)
    assert "0 of 12 pieces arrived" in page.said
    slot = next(box for box in page.at.selectbox if box.key.startswith("receive-slot-0"))
    assert slot.options[0] == "2-1 (holds 20 of it already)"
    page.press("receive")
    assert "Received 12 of ABCD" in page.said
    assert data_store.held("ABCD") == {"1-2": 3, "2-1": 32}
    page.press("complete")
    assert of_line(data_store, spring["led"])[0] == "done"
    page.press("undo-last")
    assert of_line(data_store, spring["led"])[0] == "ordered"
    assert data_store.balanced()


def test_a_delivery_is_split_over_slots_and_a_short_one_needs_a_reason(screen, data_store, spring):
    with data_store.container.unit_of_work() as work:
        work.shopping_lines.update(spring["led"], {"ordered": 12})
        work.orders.order(spring["list"], spring["corner"])
    page = screen.open("shopping", shopping_list=spring["list"], line=spring["led"])
    page.set("receive-slots", 2).run()
    page.set("receive-slot-0", "1-3").set("receive-slot-1", "9-9")
    page.set("receive-quantity-0", 4).set("receive-quantity-1", 3).press("receive")
    assert page.errors == ["Location 9-9 was not found"]
    page.set("receive-slot-1", "1-4").press("receive")
    assert data_store.held("ABCD") == {"1-2": 3, "1-3": 4, "1-4": 3, "2-1": 20}
    page.press("complete")
    assert "7 of 12 arrived; say in a few words why" in page.errors[0]
    page.set("complete-reason", "the rest is sold out").press("complete")
    assert "Completed: the rest is sold out" in page.said


def test_a_part_to_be_becomes_a_part_when_it_arrives(screen, data_store, spring):
    page = screen.open("shopping", shopping_list=spring["list"], line=spring["lens"])
    assert "Lens :smile: 12 mm · not in the catalogue yet, receiving adds it" in page.said
    page.set("line-ordered", 2).set("line-seller", spring["attic"]).set("line-price", "cheap").press("line-save")
    assert page.errors == ["Write the price as a number and its currency, such as 0.12 EUR"]
    page.set("line-price", "1,50 EUR").press("line-save").press(f"order-{spring['attic']}").press("receive")
    with data_store.container.unit_of_work() as work:
        part = work.shopping_lines.get(spring["lens"]).part
        assert (part.description, str(part.unit_price.normalize()), part.currency) == (
            "Lens :smile: 12 mm",
            "1.5",
            "EUR",
        )
    assert sum(data_store.held(part.key).values()) == 2


def test_a_part_to_be_is_described_better_or_named_as_one_that_exists(screen, data_store, spring):
    page = screen.open("shopping", shopping_list=spring["list"], line=spring["lens"])
    page.set(f"draft-{spring['lens']}-manufacturer_code", "L-12").press("draft-submit")
    assert "manufacturer's code" in page.said
    page.set(f"draft-{spring['lens']}-description", "").press("draft-submit")
    assert page.errors == ["Description must be filled in"]
    page.set("draft-part-key", "abcd").press("draft-part-submit")
    assert page.errors == ["A line with part ABCD on Spring already exists"]
    page.set("draft-part-key", "ijkl").press("draft-part-submit")
    with data_store.container.unit_of_work() as work:
        assert work.shopping_lines.get(spring["lens"]).part.key == "IJKL"
    page.press("undo-last")
    with data_store.container.unit_of_work() as work:
        draft = work.shopping_lines.get(spring["lens"]).draft
    assert draft == {"description": "Lens :smile: 12 mm", "manufacturer_code": "L-12"}


def test_something_is_noted_on_an_ordered_line(screen, data_store, spring):
    with data_store.container.unit_of_work() as work:
        work.shopping_lines.update(spring["led"], {"ordered": 12})
        work.orders.order(spring["list"], spring["corner"])
    page = screen.open("shopping", shopping_list=spring["list"], line=spring["led"])
    page.set("line-note", "by parcel").press("note-save")
    assert "Noted on ABCD" in page.said
    with data_store.container.unit_of_work() as work:
        assert work.shopping_lines.get(spring["led"]).note == "by parcel"


def test_parts_sellers_and_what_a_kit_lacks_are_put_on_the_list(screen, data_store, spring):
    page = screen.open("shopping", shopping_list=spring["list"])
    page.set("add-part-key", "ABCD").press("add-part-submit")
    assert page.errors == ["A line with part ABCD on Spring already exists"]
    page.set("add-part-key", "efgh").set("add-part-needed", 3).press("add-part-submit")
    assert "Put 3 of efgh on it" in page.said
    page.set("add-draft-description", "Hinge").press("add-draft-submit")
    page.set("add-seller-id", spring["attic"]).press("add-seller-submit")
    assert "Attic sales · 0 needed" in page.said
    with data_store.container.unit_of_work() as work:
        work.stock.use("ABCD", "2-1", 20, beyond_reserved=True)
        kit = work.kit_reader.page()[0][0].kit.id
    page.set("add-kit-id", kit).press("add-kit-submit")
    assert "For 2 x Weather station" in page.said
    assert "Put 1 part (19 pieces) for 2 x Weather station on Spring" in page.said
    page.press("unlink-")
    assert "For 2 x Weather station" not in page.said


def test_a_group_is_given_up_a_line_deleted_and_the_list_finished(screen, data_store, spring):
    page = screen.open("shopping", shopping_list=spring["list"], line=spring["led"])
    page.press(f"remove-{spring['corner']}")
    assert of_line(data_store, spring["led"])[4] is None
    page.press("line-delete")
    assert "Took ABCD off the list" in page.said
    page.press("finish")
    assert "Spring · done" in page.said
    assert not [button for button in page.at.button if button.key and button.key.startswith(("finish", "add-"))]
    page.press("undo-last")
    page.press("delete-list")
    assert page.errors == [f"Shopping list {spring['list']} was not found"]
    page.press("undo-last")
    assert "for the workshop" in page.said
