"""A shopping list "Spring" in the small shop, two sellers, and the state of everything that buying touches."""

from types import SimpleNamespace

import pytest

STATE = {
    "shopping_lists": "id, name, description, status, done_at",
    "shopping_list_lines": "id, shopping_list_id, part_id, draft::text, seller_id, needed, ordered, received,"
    " unit_price, currency, note, status, ordered_at, expected_on, completed_at, completion_mismatch, completion_note",
    "shopping_list_sellers": "id, shopping_list_id, seller_id, note, status, ordered_at",
    "shopping_list_needs": "id, shopping_list_line_id, kit_id, quantity",
    "kit_shopping_links": "id, kit_id, shopping_list_id, requested_units, honor_reserved, snapshot_kit_updated_at",
    "receipts": "id, shopping_list_line_id, part_id, seller_id, quantity, ordered_at, ordered_quantity, expected_on",
    "sellers": "id, name, website, logo_s3_key",
}


@pytest.fixture
def spring(shop):
    """`list`, `corner`, `attic` are ids; `line(part, ...)` adds a line, `state()` is all that undo must restore."""
    corner = shop.do(lambda work: work.sellers.create("Corner shop").id)
    attic = shop.do(lambda work: work.sellers.create("Attic sales").id)
    list_id = shop.do(lambda work: work.shopping_lists.create("Spring").id)

    def line(part=None, needed=5, **fields):
        key = {"draft": part} if isinstance(part, dict) else {"part_key": part}
        return shop.do(lambda work: work.shopping_lines.add(list_id, needed=needed, **key, **fields).id)

    def state():
        rows = {table: shop.rows(f"SELECT {names} FROM {table} ORDER BY id") for table, names in STATE.items()}
        return rows | {"stock": shop.held()}

    def ordered(part="ABCD", quantity=5):
        """A line that is ordered at the corner shop."""
        made = line(part, quantity, ordered=quantity, seller_id=corner)
        shop.do(lambda work: work.orders.order(list_id, corner))
        return made

    return SimpleNamespace(
        shop=shop, list=list_id, corner=corner, attic=attic, line=line, ordered=ordered, state=state, do=shop.do
    )


@pytest.fixture
def undone(spring):
    """Does something, undoes it and redoes it: the state must be as before, and then as after."""

    def check(act, but=()):
        before = strip(spring.state(), but)

        def acted(work):
            result = act(work)
            return result, work.batches.open("edit").id

        result, batch = spring.do(acted)
        after = strip(spring.state(), but)
        assert after != before
        undo = spring.do(lambda work: work.undo.undo(batch).undo_batch)
        assert strip(spring.state(), but) == before
        spring.do(lambda work: work.undo.undo(undo))
        assert strip(spring.state(), but) == after
        return result

    return check


def strip(state, but):
    return {table: rows for table, rows in state.items() if table not in but}
