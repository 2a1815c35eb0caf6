"""Lists come in the order that is asked for, whole pages after each other; other orders are refused by name."""

import pytest

from app.services import (
    batch_service,
    box_reader,
    build_service,
    pick_list_reader,
    stock_history_service,
    type_service,
)

pytestmark = pytest.mark.integration

FIELDS = {"kit": "kit_name"}
"""What the answer calls an order's name, where it is another."""
LISTS = {
    "/api/boxes": (box_reader.SORTS, "box_no"),
    "/api/types": (type_service.SORTS, "id"),
    "/api/batches": (batch_service.SORTS, "id"),
    "/api/movements": (stock_history_service.SORTS, "id"),
    "/api/pick-lists": (pick_list_reader.SORTS, "id"),
    "/api/builds": (build_service.SORTS, "id"),
}
HIDDEN = {
    ("/api/boxes", "created_at"),
    ("/api/types", "created_at"),
    ("/api/movements", "recorded_at"),
}
"""Orders by what the answer does not show: looked at for whole pages only."""


@pytest.fixture
def full(store, container):
    """Two or three of everything, in no order."""
    with container.unit_of_work(actor="Zoe") as work:
        for description, capacity in (("cupboard", 9), ("Attic", 2)):
            work.boxes.create(description, capacity)
        work.types.create("fuse")
        work.types.create("Antenna")
        work.stock.receive("EFGH", "2-3", 30)
        work.stock.receive("EFGH", "3-1", 4)
    for name, units, built in (("blinker", 2, 1), ("Amplifier", 3, 2)):
        with container.unit_of_work(actor="anna") as work:
            kit = work.kits.create(name, build_target=9)
            work.kit_contents.add(kit.id, "EFGH", 1)
            work.pick_lists.create(kit.id, units)
            work.builds.build(kit.id, built)
    with container.unit_of_work(actor="anna") as work:
        work.builds.build(kit.id, 1)


def naive(items, name, number, *, down):
    """Sorted in Python: by the value, texts whatever their case, then by number."""

    def key(item):
        value = item[FIELDS.get(name, name)]
        return (value.lower() if isinstance(value, str) else value), item[number]

    return sorted(items, key=key, reverse=down)


@pytest.mark.usefixtures("full")
def test_every_order_is_that_of_a_naive_sort_and_pages_never_overlap(client, subtests):
    for address, (sorts, number) in LISTS.items():
        for name in sorts:
            for sign in ("", "-"):
                with subtests.test(f"{address} {sign}{name}"):
                    whole = client.get(address, params={"sort": sign + name}).json()
                    items = whole["items"]
                    assert len(items) == whole["total"] > 1
                    if (address, name) not in HIDDEN:
                        assert items == naive(items, name, number, down=bool(sign))
                    pages = [
                        client.get(address, params={"sort": sign + name, "limit": 2, "offset": offset}).json()["items"]
                        for offset in range(0, len(items), 2)
                    ]
                    assert [item for page in pages for item in page] == items


def test_other_orders_are_refused_with_those_that_there_are(client, invalid, subtests):
    for address, (sorts, _) in LISTS.items():
        with subtests.test(address):
            answer = client.get(address, params={"sort": "colour"})
            assert invalid(answer) == ["sort"]
            assert ", ".join(sorts) in answer.json()["error"]
            assert invalid(client.get(address, params={"sort": "--" + next(iter(sorts))})) == ["sort"]


@pytest.mark.usefixtures("full")
def test_pick_lists_of_one_kit_have_the_same_orders(client, invalid):
    kit = client.get("/api/kits", params={"sort": "name"}).json()["items"][0]["id"]
    (only,) = client.get(f"/api/kits/{kit}/pick-lists", params={"sort": "-requested_units"}).json()["items"]
    assert only["requested_units"] == 3
    assert invalid(client.get(f"/api/kits/{kit}/pick-lists", params={"sort": "colour"})) == ["sort"]
