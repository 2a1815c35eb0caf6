"""Lists come in the order that is asked for, whole pages after each other; other orders are refused by name."""

import pytest

from app.services import (
    batch_service,
    box_reader,
    build_service,
    dashboard_service,
    dismissal_service,
    duplicate_service,
    kit_content_reader,
    kit_coverage_service,
    location_minimum_service,
    location_reader,
    part_service,
    pick_list_reader,
    quality_service,
    seller_service,
    stock_history_service,
    stock_service,
    type_service,
)
from app.services.shopping import board_reader, list_service, memberships

pytestmark = pytest.mark.integration

LINES = "/api/shopping-lists/{shopping_list}/lines"
LISTS = {
    "/api/boxes": box_reader.SORTS,
    "/api/types": type_service.SORTS,
    "/api/batches": batch_service.SORTS,
    "/api/movements": stock_history_service.SORTS,
    "/api/dashboard/recent-activity": stock_history_service.SORTS,
    "/api/dashboard/parts-without-documents": dashboard_service.UNDOCUMENTED_SORTS,
    "/api/dashboard/storage-summary": dashboard_service.STORAGE_SORTS,
    "/api/dashboard/low-stock": dashboard_service.LOW_SORTS,
    "/api/parts/EFGH/locations": stock_service.SORTS,
    "/api/parts/EFGH/history": stock_history_service.SORTS,
    "/api/boxes/3/locations": location_reader.SORTS,
    "/api/pick-lists": pick_list_reader.SORTS,
    "/api/pick-lists/{pick_list}/lines": pick_list_reader.LINE_SORTS,
    "/api/builds": build_service.SORTS,
    "/api/kits/{kit}/builds": build_service.SORTS,
    "/api/kits/{kit}/contents": kit_content_reader.SORTS,
    "/api/locations": location_reader.SORTS,
    "/api/findings": quality_service.SORTS,
    "/api/parts/LAMP/findings": quality_service.FINDING_SORTS,
    "/api/duplicates": duplicate_service.SORTS,
    "/api/duplicates/dismissed": dismissal_service.SORTS,
    "/api/sellers": seller_service.SORTS,
    "/api/sellers/{seller}/parts": seller_service.OFFER_SORTS,
    "/api/parts/ABCD/seller-links": seller_service.LINK_SORTS,
    "/api/shopping-lists": list_service.SORTS,
    LINES: board_reader.LINE_SORTS,
    "/api/shopping-lists/{shopping_list}/seller-groups": board_reader.GROUP_SORTS,
    "/api/shopping-lists/{shopping_list}/kits": memberships.LINK_SORTS,
    "/api/kits/{kit}/shopping-lists": memberships.LINK_SORTS,
    "/api/parts/EFGH/shopping-list-memberships": memberships.PART_SORTS,
    "/api/parts/EFGH/kits": part_service.KIT_SORTS,
    "/api/parts/EFGH/location-minimums": location_minimum_service.SORTS,
    "/api/dashboard/low-slots": location_minimum_service.LOW_SORTS,
    "/api/dashboard/category-distribution": dashboard_service.CATEGORY_SORTS,
    "/api/kits/shortages": kit_coverage_service.SHORTAGE_SORTS,
}
VALUES = {
    "kit": lambda item: item["kit_name"],
    "part": lambda item: item["part_key"] or item["description"],
    "units": lambda item: sum(part["quantity"] for part in item["parts"]) if "parts" in item else item["units"],
    "location": lambda item: [int(number) for number in item["location"].split("-")],
    "seller": lambda item: (item["seller"] is None, item["seller"]["name"].lower() if item["seller"] else ""),
    "list": lambda item: item["shopping_list"]["name"],
    "type": lambda item: item["type_name"],
    (LINES, "status"): lambda item: ["new", "ordered", "done"].index(item["status"]),
}
"""What an order goes by, where it is not the field of its name."""
HIDDEN = {
    ("/api/boxes", "created_at"),
    ("/api/types", "created_at"),
    ("/api/movements", "recorded_at"),
    ("/api/dashboard/recent-activity", "recorded_at"),
    ("/api/parts/EFGH/history", "recorded_at"),
    ("/api/dashboard/parts-without-documents", "created_at"),
    ("/api/pick-lists/{pick_list}/lines", "walking"),
    ("/api/pick-lists/{pick_list}/lines", "part"),
    ("/api/kits/{kit}/contents", "part"),
    ("/api/parts/EFGH/kits", "status"),
}
"""Orders by what the answer does not show, or that have tests of their own: looked at for whole pages only."""


@pytest.fixture
def full(store, container):
    """Two or three of everything, in no order; the ids that addresses name."""
    with container.unit_of_work(actor="Zoe") as work:
        for description, capacity in (("cupboard", 9), ("Attic", 2)):
            work.boxes.create(description, capacity)
        work.types.create("fuse")
        work.types.create("Antenna")
        work.stock.receive("EFGH", "2-3", 30)
        work.stock.receive("EFGH", "3-1", 4)
        _poor_parts(work)
        shop, _, market = (work.sellers.create(name).id for name in ("shop", "Bazaar", "Market"))
        for seller, sku, days in ((shop, "b-2", 3), (market, None, None), (shop, "A-1", 9)):
            work.sellers.link_part("ABCD", seller, sku=sku, lead_time_days=days)
        work.sellers.link_part("EFGH", shop, minimum_quantity=5)
        shopping_list = work.shopping_lists.create("spring").id
        work.shopping_lists.create("Autumn")
        work.shopping_lines.add(shopping_list, part_key="EFGH", needed=3)
        work.shopping_lines.add(shopping_list, part_key="ABCD", needed=2, ordered=2, seller_id=shop)
        work.shopping_lines.add(shopping_list, draft={"description": "lens"}, needed=3, seller_id=market)
    for name, units, built in (("blinker", 2, 1), ("Amplifier", 3, 2)):
        with container.unit_of_work(actor="anna") as work:
            kit = work.kits.create(name, build_target=4)
            work.kit_contents.add(kit.id, "EFGH", 2)
            work.kit_contents.add(kit.id, "ABCD", 1)
            pick_list = work.pick_lists.create(kit.id, units).id
            work.builds.build(kit.id, built)
    with container.unit_of_work(actor="anna") as work:
        work.builds.build(kit.id, 1)
        work.picks.pick(pick_list, work.pick_list_reader.lines(pick_list)[0].line.id)
        work.kit_contents.add_kit(kit.id, work.kits.create("inside").id, 2)
        for location, least in (("2-3", 40), ("3-1", 60), ("2-1", 5)):
            work.minimums.set("EFGH", location, least)
        _more_lists(work, shopping_list, kit.id)
    return {"seller": shop, "shopping_list": shopping_list, "kit": kit.id, "pick_list": pick_list}


def _more_lists(work, shopping_list, kit_id):
    """A second kit and list that name the same part."""
    other = work.kits.create("clock", build_target=90)
    work.kit_contents.add(other.id, "EFGH", 7)
    work.kit_contents.add(other.id, "RESA", 1)
    second = work.shopping_lists.create("Winter").id
    work.shopping_lines.add(second, part_key="EFGH", needed=8)
    for listed, kit, units in ((shopping_list, kit_id, 70), (shopping_list, other.id, 60), (second, kit_id, 90)):
        work.kit_pushes.push(kit, list_id=listed, units=units)


def _poor_parts(work):
    """Parts that could be written better, three of them much alike, and two decisions about others."""
    work.parts.create(key="LAMP", description="Lamp.", manufacturer="Osram", dimensions="1x2x3mm", tags=["e27", "E 27"])
    for key, maker in (("RESA", "Vishay Inc."), ("RESB", None), ("RESC", None)):
        work.parts.create(key=key, description="Resistor 4k7 1 %", package="0603", manufacturer=maker)
    work.dismissals.dismiss("LAMP", "EFGH")
    work.dismissals.dismiss("ABCD", "LAMP")
    work.dismissals.dismiss("ABCD", "EFGH")


def ask(client, address, **query):
    answer = client.get(address, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def naive(items, template, name, *, down):
    """Sorted in Python: texts whatever their case, what is empty last, equal ones by id where the answer shows one."""
    read = VALUES.get((template, name)) or VALUES.get(name) or (lambda item: item[name])

    def value(item):
        found = read(item)
        return found.lower() if isinstance(found, str) else found

    def number(item):
        return item.get("id", item.get("box_no", 0)) if template != LINES else 0

    filled = [item for item in items if value(item) is not None]
    empty = [item for item in items if value(item) is None]
    return [
        *sorted(filled, key=lambda item: (value(item), number(item)), reverse=down),
        *sorted(empty, key=number, reverse=down),
    ]


def test_every_order_is_that_of_a_naive_sort_and_pages_never_overlap(client, full, subtests):
    for template, sorts in LISTS.items():
        address = template.format(**full)
        for name in sorts:
            turned = []
            for sign in ("", "-"):
                with subtests.test(f"{template} {sign}{name}"):
                    whole = ask(client, address, sort=sign + name)
                    items = whole["items"]
                    turned.append(items)
                    assert len(items) == whole["total"] > 1
                    if (template, name) not in HIDDEN:
                        assert items == naive(items, template, name, down=bool(sign))
            up, down = turned
            assert sorted(map(str, up)) == sorted(map(str, down))
            half = (len(down) + 1) // 2
            pages = [ask(client, address, sort=f"-{name}", limit=half, offset=offset)["items"] for offset in (0, half)]
            assert [item for page in pages for item in page] == down


def test_other_orders_are_refused_with_those_that_there_are(client, full, invalid, subtests):
    for template, sorts in LISTS.items():
        address = template.format(**full)
        with subtests.test(template):
            answer = client.get(address, params={"sort": "colour"})
            assert invalid(answer) == ["sort"]
            assert ", ".join(sorts) in answer.json()["error"]
            assert invalid(client.get(address, params={"sort": "--" + next(iter(sorts))})) == ["sort"]


def test_equal_rows_turn_round_with_their_list(client, full, subtests):
    for template, name in (
        ("/api/boxes", "occupied"),
        ("/api/batches", "actor"),
        ("/api/findings", "field"),
        (LINES, "needed"),
        ("/api/locations", "units"),
    ):
        with subtests.test(template):
            address = template.format(**full)
            up, down = (ask(client, address, sort=sign + name)["items"] for sign in ("", "-"))
            assert down == up[::-1]


def test_pick_lists_of_one_kit_have_the_same_orders(client, full, invalid):
    address = f"/api/kits/{full['kit']}/pick-lists"
    (only,) = ask(client, address, sort="-requested_units")["items"]
    assert only["requested_units"] == 3
    assert invalid(client.get(address, params={"sort": "colour"})) == ["sort"]


def test_lines_of_kits_go_by_part_with_kits_inside_last(client, full):
    address = f"/api/kits/{full['kit']}/contents"
    for sort, keys in (("part", ["ABCD", "EFGH", None]), ("-part", ["EFGH", "ABCD", None])):
        assert [item["part_key"] for item in ask(client, address, sort=sort)["items"]] == keys
