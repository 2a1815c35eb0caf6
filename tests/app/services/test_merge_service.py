"""Merging: everything that names the duplicate follows, nothing is lost, and undo restores every row."""

from datetime import UTC, datetime

import pytest

from app.exceptions import InvalidOperationException, RecordNotFoundException, UndoConflictException
from app.models import (
    Attachment,
    BomChoice,
    KitContent,
    KitSubstitute,
    LocationMinimum,
    Part,
    PickList,
    PickListLine,
    Receipt,
    ShoppingList,
    ShoppingListLine,
    ShoppingListNeed,
)

pytestmark = pytest.mark.integration
WHEN = datetime(2026, 3, 1, tzinfo=UTC)
TABLES = (
    *("parts", "attachment_sets", "attachments", "part_sellers", "kits", "kit_contents", "kit_substitutes"),
    *("pick_lists", "pick_list_lines", "shopping_lists", "shopping_list_lines", "shopping_list_needs", "receipts"),
    *("location_minimums", "bom_choices", "duplicate_dismissals", "part_locations", "part_search"),
)


def state(shop):
    """All rows of what a merge may touch, bookkeeping left out; balances are compared by slot, they have new ids."""
    hidden = ("updated_at", "created_at", "version")
    found = {}
    for table in TABLES:
        rows = [dict(row[0]) for row in shop.rows(f"SELECT to_jsonb(t) FROM {table} t")]
        drop = (*hidden, "id") if table == "part_locations" else hidden
        found[table] = sorted(str({k: v for k, v in row.items() if k not in drop}) for row in rows)
    return found


@pytest.fixture
def full(shop):
    """ABCD and its duplicate EFGH in everything that can hold a part, together and alone."""

    def part(work, key):
        return work.parts.get(key)

    def fill(work):
        first, second, third = (
            part(work, "ABCD"),
            part(work, "EFGH"),
            work.parts.create(key="IJKL", description="Other"),
        )
        seller, other = work.sellers.create("Mouser"), work.sellers.create("Farnell")
        work.sellers.link_part("ABCD", seller.id, sku="1")
        work.sellers.link_part("EFGH", seller.id, sku="1", lead_time_days=3)
        work.sellers.link_part("EFGH", other.id, sku="2")
        both, alone = work.kits.create("Both"), work.kits.create("Alone")
        lines = [KitContent(kit_id=both.id, part_id=p.id, required_per_unit=n) for p, n in ((first, 2), (second, 3))]
        single = KitContent(kit_id=alone.id, part_id=second.id, required_per_unit=1)
        stands = KitContent(kit_id=alone.id, part_id=third.id, required_per_unit=1)
        work.session.add_all([*lines, single, stands])
        work.session.flush()
        slot = work.boxes.get(1).locations[0]
        work.session.add_all(
            [
                KitSubstitute(kit_content_id=lines[1].id, part_id=third.id, rank=1),
                KitSubstitute(kit_content_id=stands.id, part_id=second.id, rank=1),
                KitSubstitute(kit_content_id=lines[0].id, part_id=second.id, rank=1),
                LocationMinimum(part_id=first.id, location_id=slot.id, minimum_quantity=2),
                LocationMinimum(part_id=second.id, location_id=slot.id, minimum_quantity=9),
                BomChoice(fingerprint="10k|0603", part_id=second.id),
                Attachment(
                    attachment_set_id=second.attachment_set_id,
                    attachment_type="url",
                    title="Sheet",
                    url="https://x.org",
                ),
            ]
        )
        picks = PickList(kit_id=both.id, requested_units=1)
        work.session.add(picks)
        work.session.flush()
        for line, quantity in ((lines[0], 2), (lines[1], 3)):
            work.session.add(
                PickListLine(
                    pick_list_id=picks.id, kit_content_id=line.id, part_id=line.part_id, location_id=slot.id,
                    quantity_to_pick=quantity,
                )
            )  # fmt: skip
        for name, members in (("Week", (first, second)), ("Alone", (second,))):
            bought = ShoppingList(name=name)
            work.session.add(bought)
            work.session.flush()
            for member in members:
                line = ShoppingListLine(shopping_list_id=bought.id, part_id=member.id, needed=4, note=member.key)
                work.session.add(line)
                work.session.flush()
                work.session.add(ShoppingListNeed(shopping_list_line_id=line.id, kit_id=both.id, quantity=2))
        batch = work.batches.open("edit")
        work.session.add(
            Receipt(
                shopping_list_line_id=line.id, part_id=second.id, seller_id=seller.id, batch_id=batch.id, quantity=1,
                received_at=WHEN,
            )
        )  # fmt: skip

    shop.do(fill)
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 5))
    shop.do(lambda work: work.stock.receive("EFGH", "1-1", 7))
    shop.used = shop.do(lambda work: work.stock.use("EFGH", "1-1", 1, beyond_reserved=True)).batch_id
    shop.do(lambda work: work.stock.receive("EFGH", "2-2", 2))
    return shop


def merge(shop, duplicate="EFGH", into="ABCD"):
    return shop.do(lambda work: work.merges.merge(duplicate, into))


def test_everything_follows_and_sums_are_kept(full):
    change = merge(full)
    assert change.message == "Merged EFGH into ABCD"
    assert full.held() == full.ledger() == {("ABCD", "1-1"): 11, ("ABCD", "2-2"): 2}
    one = "SELECT p.key, {} FROM {} JOIN parts p ON p.id = t.part_id ORDER BY 1, 2, 3"
    kits = one.format("k.name, required_per_unit", "kit_contents t JOIN kits k ON k.id = t.kit_id")
    assert full.rows(kits) == [("ABCD", "Alone", 1), ("ABCD", "Both", 5), ("IJKL", "Alone", 1)]
    assert full.rows(one.format("status, quantity_to_pick", "pick_list_lines t")) == [("ABCD", "open", 5)]
    lists = one.format("l.name, needed", "shopping_list_lines t JOIN shopping_lists l ON l.id = t.shopping_list_id")
    assert full.rows(lists) == [("ABCD", "Alone", 4), ("ABCD", "Week", 8)]
    assert full.rows("SELECT sum(quantity), count(*) FROM shopping_list_needs") == [(6, 2)]
    assert full.rows("SELECT note FROM shopping_list_lines WHERE needed = 8") == [("ABCD; EFGH",)]
    assert full.rows(one.format("sku, lead_time_days", "part_sellers t")) == [("ABCD", "1", 3), ("ABCD", "2", None)]
    assert full.rows(one.format("t.minimum_quantity, 0", "location_minimums t")) == [("ABCD", 9, 0)]
    assert full.rows(one.format("fingerprint, 0", "bom_choices t")) == [("ABCD", "10k|0603", 0)]
    assert full.rows(one.format("quantity, 0", "receipts t")) == [("ABCD", 1, 0)]
    assert full.rows(one.format("rank, 0", "kit_substitutes t")) == [("ABCD", 1, 0), ("IJKL", 2, 0)]
    documents = "SELECT p.key, a.title FROM attachments a JOIN parts p USING (attachment_set_id)"
    assert full.rows(documents) == [("ABCD", "Sheet")]


def test_the_duplicate_is_archived_its_history_shown_and_usage_unchanged(full):
    merge(full)
    duplicate, kept = full.do(lambda work: (work.parts.get("EFGH"), work.parts.get("ABCD")))
    assert (duplicate.archived_at is not None, duplicate.merged_into_id) == (True, kept.id)
    lines, total = full.do(lambda work: work.history.of_part("ABCD"))
    assert total == 8
    assert {(line.part_key, line.reason) for line in lines} == {
        ("ABCD", "receive"), ("EFGH", "receive"), ("EFGH", "use"), ("EFGH", "move_out"), ("ABCD", "move_in"),
    }  # fmt: skip
    moved = "SELECT sum(delta), bool_and(reference = 'merge EFGH ABCD') FROM stock_movements WHERE reason LIKE 'move%'"
    assert full.rows(moved) == [(0, True)]
    hits = full.do(lambda work: work.search.find("resistor"))
    assert [hit.key for hit in hits if hit.kind == "part"] == []


def test_undo_restores_every_row_and_can_itself_be_undone(full):
    before = state(full)
    change = merge(full)
    after = state(full)
    assert before != after
    undone = full.do(lambda work: work.undo.undo(change.batch_id))
    assert undone.left == ()
    assert state(full) == before
    assert full.held() == full.ledger()
    again = full.do(lambda work: work.undo.undo(undone.undo_batch))
    assert again.left == ()
    assert (full.held(), state(full)["parts"]) == (full.ledger(), after["parts"])


def test_what_happened_to_the_duplicate_is_undone_only_after_the_merge(full):
    change = merge(full)
    with pytest.raises(UndoConflictException, match="EFGH was merged into ABCD since: undo the merge first"):
        full.do(lambda work: work.undo.undo(full.used))
    full.do(lambda work: work.undo.undo(change.batch_id))
    full.do(lambda work: work.undo.undo(full.used))
    assert full.held()["EFGH", "1-1"] == 7


def test_a_merge_whose_units_were_used_cannot_be_undone(full):
    change = merge(full)
    full.do(lambda work: work.stock.use("ABCD", "1-1", 6, beyond_reserved=True))
    with pytest.raises(UndoConflictException):
        full.do(lambda work: work.undo.undo(change.batch_id))


def test_merging_twice_shows_the_whole_family(full):
    merge(full)
    merge(full, "ABCD", "IJKL")
    assert full.held() == {("IJKL", "1-1"): 11, ("IJKL", "2-2"): 2}
    lines, _ = full.do(lambda work: work.history.of_part("IJKL"))
    assert {line.part_key for line in lines} == {"ABCD", "EFGH", "IJKL"}


@pytest.mark.parametrize(
    ("duplicate", "into", "why"),
    [("ABCD", "ABCD", "the same part"), ("GONE", "ABCD", "was not found"), ("ABCD", "GONE", "was not found")],
)
def test_impossible_merges_are_refused(shop, duplicate, into, why):
    with pytest.raises((InvalidOperationException, RecordNotFoundException), match=why):
        merge(shop, duplicate, into)


def test_archived_and_merged_parts_are_refused(shop):
    merge(shop)
    with pytest.raises(InvalidOperationException, match="EFGH was merged into ABCD already"):
        merge(shop)
    shop.do(lambda work: work.parts.create(key="IJKL", description="Other"))
    shop.do(lambda work: work.parts.archive("IJKL"))
    with pytest.raises(InvalidOperationException, match="IJKL is archived"):
        merge(shop, "IJKL", "ABCD")


def test_a_list_that_holds_both_in_different_states_is_named(full):
    before = state(full)

    def order(work):
        line = work.session.query(ShoppingListLine).join(Part).filter(Part.key == "ABCD").one()
        work.batches.open("edit")
        line.status, line.ordered, line.ordered_at = "ordered", 4, WHEN

    full.do(order)
    before = state(full)
    with pytest.raises(InvalidOperationException, match="shopping list Week holds both in different states"):
        merge(full)
    assert state(full) == before


def test_empty_fields_are_filled_and_own_ones_kept(shop):
    shop.do(lambda work: work.parts.update("ABCD", {"package": "5mm", "tags": ["red"], "minimum_quantity": 3}))
    shop.do(
        lambda work: work.parts.update(
            "EFGH", {"package": "0603", "series": "RC", "tags": ["smd"], "minimum_quantity": 9}
        )
    )
    merge(shop)
    part = shop.do(lambda work: work.parts.get("ABCD"))
    assert (part.package, part.series, part.tags, part.minimum_quantity) == ("5mm", "RC", ["red", "smd"], 9)
