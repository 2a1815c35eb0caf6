"""Undo and undo of an undo, for every kind of record: the store is what it was, to the last column."""

import pytest

from app.exceptions import BinsightError, UndoConflictException
from app.models import Base
from app.services.shopping.receiving_service import Allocation

pytestmark = pytest.mark.integration
UNWATCHED = {"batches", "batch_changes", "search_vocabulary", "part_counts"}
"""What batches are written to, the words that the search remembers for near spellings, and counts of parts."""
WATCHED = [table for table in Base.metadata.sorted_tables if table.name not in UNWATCHED]
COUNTED = {(table.name, "updated_at") for table in WATCHED} | {("kit_contents", "version")}


def state(shop):
    """All rows of all tables that batches are about; only what counts and dates changes is left out."""
    with shop.container.engine().connect() as connection:
        return {
            table.name: [
                {name: value for name, value in row.items() if (table.name, name) not in COUNTED}
                for row in connection.execute(table.select().order_by(*table.primary_key)).mappings()
            ]
            for table in WATCHED
        }


def unmoved(shop):
    """The state without the ledger, which only grows, and what points into it; of balances only how many are where."""
    rows = state(shop)
    del rows["stock_movements"]
    for line in rows["pick_list_lines"]:
        line.pop("movement_id")
    rows["part_locations"] = shop.held()
    return rows


@pytest.fixture
def full(shop):
    """The shop with one record of each kind; `ids` are what acts need."""

    def fill(work):
        work.batches.open("edit")
        kind = work.types.create("LED")
        seller = work.sellers.create("Corner shop", website="https://example.com")
        offer = work.sellers.link_part(
            "EFGH", seller.id, sku="10K", price_breaks=[{"quantity": 1, "price": 0.5, "currency": "EUR"}]
        )
        kit = work.kits.create("Blinker", build_target=3)
        line = work.kit_contents.add(kit.id, "EFGH", 2, note="any colour")
        work.devices.create_model("lamp", "Lamp", config_schema={"type": "object"}, kit_id=kit.id)
        device = work.devices.create_device("lamp", config={"on": True, "levels": [1, 2.5, None]}, name="Desk")
        link = work.attachments.add_link(set_of(work, "EFGH"), "https://example.com/data.pdf")
        drawing = work.attachments.add_link(work.attachments.sets.of_kit(kit.id).id, "https://example.com/drawing")
        work.attachments.set_cover(work.attachments.sets.of_kit(kit.id).id, drawing.attachment_id)
        other = work.types.create("Unused")
        return {
            "type": kind.id, "seller": seller.id, "offer": offer.id, "kit": kit.id, "line": line.id,
            "device": device.key, "link": link.attachment_id, "other": other.id,
        }  # fmt: skip

    shop.ids = shop.do(fill)
    return shop


@pytest.fixture
def busy(full):
    """The full shop at work: stock, a list that is picked and one that is being picked, two shopping lists."""

    def fill(work):
        work.stock.receive("ABCD", "1-1", 10)
        work.stock.receive("EFGH", "2-1", 20)
        picked = work.pick_lists.create(full.ids["kit"], 1)
        work.picks.pick_all(picked.id)
        opened = work.pick_lists.create(full.ids["kit"], 1)
        numbers = {"picked": picked.id, "open": opened.id, "open_line": opened.lines[0].id}
        return numbers | shopping(work, full.ids["seller"])

    full.ids |= full.do(fill)
    return full


def shopping(work, seller):
    """Two lists: `new` is a line of a list that is being written, `ordered` one of a list that the shop was sent."""
    written = work.shopping_lists.create("Spring")
    new = work.shopping_lines.add(written.id, part_key="EFGH", needed=4, ordered=4, seller_id=seller)
    sent = work.shopping_lists.create("Autumn")
    ordered = work.shopping_lines.add(sent.id, part_key="ABCD", needed=5, ordered=5, seller_id=seller)
    work.orders.order(sent.id, seller)
    return {"written": written.id, "sent": sent.id, "new": new.id, "ordered": ordered.id}


def receive(work, ids, *slots):
    return work.receiving.receive(ids["ordered"], [Allocation(slot, units) for slot, units in slots])


def set_of(work, part):
    return work.attachments.sets.of_part(part).id


ACTS = {
    "create a type": lambda work, ids: work.types.create("Relay"),
    "rename a type": lambda work, ids: work.types.rename(ids["type"], "Lamp"),
    "delete a type": lambda work, ids: work.types.delete(ids["other"]),
    "create a part": lambda work, ids: work.parts.create(description="Cap 1uF", type_id=ids["type"], tags=["a"]),
    "change a part": lambda work, ids: work.parts.update(
        "ABCD", {"type_id": ids["type"], "unit_price": 1.25, "currency": "EUR", "tags": ["x", "µ"], "pin_count": 2}
    ),
    "archive a part": lambda work, ids: work.parts.archive("ABCD"),
    "delete a part": lambda work, ids: work.parts.delete("ABCD"),
    "create a box": lambda work, ids: work.boxes.create("New", 6, x_m=1.5, designated_type_id=ids["type"]),
    "change a box": lambda work, ids: work.boxes.update(1, {"description": "Old", "zone": "A", "x_m": 2.25}),
    "grow a box": lambda work, ids: work.boxes.update(1, {"capacity": 7}),
    "shrink a box": lambda work, ids: work.boxes.update(1, {"capacity": 2}),
    "delete a box": lambda work, ids: work.boxes.delete(2),
    "create a seller": lambda work, ids: work.sellers.create("Other"),
    "change a seller": lambda work, ids: work.sellers.update(ids["seller"], {"website": None}),
    "add an offer": lambda work, ids: work.sellers.link_part("ABCD", ids["seller"], sku="1", link="https://e.org"),
    "remove an offer": lambda work, ids: work.sellers.unlink("EFGH", ids["offer"]),
    "create a kit": lambda work, ids: work.kits.create("Other"),
    "change a kit": lambda work, ids: work.kits.update(ids["kit"], {"name": "Flasher", "build_target": 4}),
    "archive a kit": lambda work, ids: work.kits.archive(ids["kit"]),
    "add a line": lambda work, ids: work.kit_contents.add(ids["kit"], "ABCD", 5),
    "change a line": lambda work, ids: work.kit_contents.update(ids["line"], 1, {"required_per_unit": 9}),
    "give a line a substitute": lambda work, ids: work.kit_contents.update(
        ids["line"], 1, {"substitutes": ["ABCD"], "attrition_percent": 2.5, "attrition_fixed": 3}
    ),
    "put a kit into a kit": lambda work, ids: work.kit_contents.add_kit(work.kits.create("Set").id, ids["kit"], 2),
    "copy a kit": lambda work, ids: work.kits.duplicate(ids["kit"], "Copy"),
    "remove a line": lambda work, ids: work.kit_contents.remove(ids["line"]),
    "create a model": lambda work, ids: work.devices.create_model("fan", "Fan"),
    "create a device": lambda work, ids: work.devices.create_device("lamp", config={"on": False}),
    "change a device": lambda work, ids: work.devices.update(ids["device"], {"name": None, "is_active": False}),
    "configure a device": lambda work, ids: work.devices.save_config(ids["device"], {"on": False}, "dark"),
    "add a link": lambda work, ids: work.attachments.add_link(set_of(work, "ABCD"), "https://example.com/x"),
    "remove a link": lambda work, ids: work.attachments.delete(set_of(work, "EFGH"), ids["link"]),
}


WORK = {
    "build from stock": lambda work, ids: work.builds.build(ids["kit"], 2, note="by hand"),
    "record a build": lambda work, ids: work.builds.record(ids["picked"], units=1),
    "make a pick list": lambda work, ids: work.pick_lists.create(ids["kit"], 2, note="for Monday"),
    "delete an open pick list": lambda work, ids: work.pick_lists.delete(ids["open"]),
    "delete a picked list": lambda work, ids: work.pick_lists.delete(ids["picked"]),
    "pick a line": lambda work, ids: work.picks.pick(ids["open"], ids["open_line"]),
    "pick fewer than planned": lambda work, ids: work.picks.pick(ids["open"], ids["open_line"], 1),
    "pick nothing of a line": lambda work, ids: work.picks.pick(ids["open"], ids["open_line"], 0),
    "pick all lines": lambda work, ids: work.picks.pick_all(ids["open"]),
    "plan another number": lambda work, ids: work.picks.set_quantity(ids["open"], ids["open_line"], 1),
    "make a shopping list": lambda work, ids: work.shopping_lists.create("Winter"),
    "finish a shopping list": lambda work, ids: work.shopping_lists.finish(ids["written"]),
    "delete a shopping list": lambda work, ids: work.shopping_lists.delete(ids["written"]),
    "delete an ordered list": lambda work, ids: work.shopping_lists.delete(ids["sent"]),
    "add a shopping line": lambda work, ids: work.shopping_lines.add(ids["written"], part_key="ABCD", needed=1),
    "add a part to be": lambda work, ids: work.shopping_lines.add(
        ids["written"], draft={"description": "Hinge"}, needed=1
    ),
    "change a shopping line": lambda work, ids: work.shopping_lines.update(ids["new"], {"needed": 9, "note": "soon"}),
    "take a line off": lambda work, ids: work.shopping_lines.delete(ids["new"]),
    "put a kit on a list": lambda work, ids: work.kit_pushes.push(ids["kit"], list_id=ids["written"], units=40),
    "put a kit on a new list": lambda work, ids: work.kit_pushes.push(ids["kit"], new_list="Kits", units=40),
    "place an order": lambda work, ids: work.orders.order(ids["written"], ids["seller"]),
    "reopen an order": lambda work, ids: work.orders.reopen(ids["sent"], ids["seller"]),
    "take a seller off": lambda work, ids: work.orders.remove_group(ids["written"], ids["seller"]),
    "receive a part of it": lambda work, ids: receive(work, ids, ("1-2", 2)),
    "receive all into two slots": lambda work, ids: receive(work, ids, ("1-1", 3), ("1-2", 2)),
    "complete a line": lambda work, ids: work.receiving.complete(ids["ordered"], reason="sold out"),
}
"""Acts that move stock, or prepare it; what they moved is balanced by further movements, never struck out."""


def undo_and_again(store, act, look):
    """One act, its undo and the undo of that; `look` says what there is."""

    def acted(work):
        act(work, store.ids)
        return work.batches.open("edit").id

    before = look(store)
    batch = store.do(acted)
    after = look(store)
    assert after != before
    undone = store.do(lambda work: work.undo.undo(batch))
    assert look(store) == before
    assert undone.left == ()
    store.do(lambda work: work.undo.undo(undone.undo_batch))
    assert look(store) == after


@pytest.mark.parametrize("name", WORK)
def test_undo_of_work_balances_what_moved_and_leaves_nothing_else(busy, name):
    undo_and_again(busy, WORK[name], unmoved)
    assert busy.held() == busy.ledger()


@pytest.mark.parametrize("name", ACTS)
def test_undo_leaves_nothing_of_an_act_and_undo_of_that_does_it_again(full, name):
    undo_and_again(full, ACTS[name], state)


def test_what_one_batch_changed_and_deleted_comes_back_as_it_was(full):
    def change_and_delete(work):
        work.parts.update("ABCD", {"description": "Green LED"})
        work.parts.delete("ABCD")
        work.kit_contents.update(full.ids["line"], 1, {"required_per_unit": 9})
        work.kit_contents.remove(full.ids["line"])
        return work.batches.open("edit").id

    before = state(full)
    batch = full.do(change_and_delete)
    full.do(lambda work: work.undo.undo(batch))
    assert state(full) == before


def test_what_one_batch_made_and_deleted_stays_away(full):
    def make_and_delete(work):
        work.types.delete(work.types.create("Passing").id)
        return work.batches.open("edit").id

    before = state(full)
    batch = full.do(make_and_delete)
    full.do(lambda work: work.undo.undo(batch))
    assert state(full) == before


def edit(full, act):
    return full.do(lambda work: (act(work), work.batches.open("edit").id)[1])


def refusal(full, batch):
    """The error of an undo that must change nothing."""
    before = state(full)
    with pytest.raises(BinsightError) as caught:
        full.do(lambda work: work.undo.undo(batch))
    assert state(full) == before
    return caught.value


def test_a_record_that_was_deleted_since_is_named(full):
    batch = edit(full, lambda work: work.types.rename(full.ids["other"], "Renamed"))
    full.do(lambda work: work.types.delete(full.ids["other"]))
    error = refusal(full, batch)
    assert isinstance(error, UndoConflictException)
    assert error.details["conflicts"] == [f"types {full.ids['other']} was deleted since"]


def test_all_columns_that_changed_again_are_named_once(full):
    batch = edit(
        full,
        lambda work: (
            work.parts.update("ABCD", {"description": "One", "series": "a"}),
            work.parts.update("ABCD", {"description": "Two", "package": "0805"}),
        ),
    )
    full.do(lambda work: work.parts.update("ABCD", {"description": "Three", "series": "b"}))
    error = refusal(full, batch)
    assert sorted(error.details["conflicts"]) == [
        "description of part ABCD was changed again since",
        "series of part ABCD was changed again since",
    ]


def test_a_name_that_was_given_to_another_meanwhile_is_not_given_twice(full):
    batch = edit(full, lambda work: work.parts.delete("ABCD"))
    full.do(lambda work: work.parts.create(key="ABCD", description="Another"))
    assert refusal(full, batch).status == 409


@pytest.mark.parametrize(
    ("make", "need", "left"),
    [
        (
            lambda work: work.types.create("Needed"),
            lambda work, made: work.parts.update("ABCD", {"type_id": made.id}),
            "type Needed is still needed by other records and stays",
        ),
        (
            lambda work: work.devices.create_model("fan", "Fan"),
            lambda work, made: work.devices.create_device("fan"),
            "device model Fan is still needed by other records and stays",
        ),
        (
            lambda work: work.boxes.create("Third", 2),
            lambda work, made: work.stock.receive("ABCD", "3-1", 1),
            None,
        ),
    ],
)
def test_what_is_needed_by_then_is_never_deleted(full, make, need, left):
    made = []
    batch = edit(full, lambda work: made.append(make(work)))
    full.do(lambda work: need(work, made[0]))
    if left is None:
        slot = full.rows("SELECT batch_id FROM stock_movements ORDER BY id DESC LIMIT 1")[0][0]
        full.do(lambda work: work.undo.undo(slot))
        left = "box 3 has history and was archived"
    assert full.do(lambda work: work.undo.undo(batch)).left == (left,)
