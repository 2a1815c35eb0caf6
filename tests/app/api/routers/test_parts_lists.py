"""Parts: what lists answer."""

import pytest

pytestmark = pytest.mark.integration


@pytest.fixture
def shelf(container, store):
    """Five more parts P0 to P4 without a type."""
    for number in range(5):
        with container.unit_of_work() as work:
            work.parts.create(key=f"AAA{'ABCDE'[number]}", description=f"Capacitor {number + 1}00nF", tags=["smd"])


def keys(answer):
    return [part["key"] for part in answer.json()["items"]]


def test_the_list_is_newest_first_with_its_total(client, shelf):
    body = client.get("/api/parts").json()
    assert (body["total"], body["limit"], body["offset"]) == (7, 50, 0)
    assert [part["key"] for part in body["items"]][:5] == ["AAAE", "AAAD", "AAAC", "AAAB", "AAAA"]


@pytest.mark.parametrize(
    ("limit", "offset", "expected"),
    [
        (2, 0, ["AAAA", "AAAB"]),
        (2, 2, ["AAAC", "AAAD"]),
        (3, 6, ["EFGH"]),
        (3, 7, []),
        (1, 2**31 - 1, []),
        (200, 0, ["AAAA", "AAAB", "AAAC", "AAAD", "AAAE", "ABCD", "EFGH"]),
    ],
)
def test_pages_keep_the_total(client, shelf, limit, offset, expected):
    answer = client.get("/api/parts", params={"sort": "key", "limit": limit, "offset": offset})
    assert keys(answer) == expected
    assert {name: answer.json()[name] for name in ("total", "limit", "offset")} == {
        "total": 7,
        "limit": limit,
        "offset": offset,
    }


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"query": "0.1uF"}, ["AAAA"]),
        ({"query": "capacitor 300nf"}, ["AAAC"]),
        ({"query": "SMD"}, ["AAAA", "AAAB", "AAAC", "AAAD", "AAAE"]),
        ({"query": "gadget efgh"}, ["EFGH"]),
        ({"query": "%"}, []),
        ({"query": "_"}, []),
        ({"query": "  "}, ["AAAA", "AAAB", "AAAC", "AAAD", "AAAE", "ABCD", "EFGH"]),
        ({"query": "nothing of the kind"}, []),
        ({"type_id": 2**31 - 1}, []),
    ],
)
def test_filters(client, shelf, params, expected):
    answer = client.get("/api/parts", params={"sort": "key"} | params)
    assert keys(answer) == expected
    assert answer.json()["total"] == len(expected)


def test_a_type_filters_the_list(client, shelf, store):
    assert keys(client.get("/api/parts", params={"type_id": store.type_id, "sort": "-key"})) == ["EFGH", "ABCD"]


@pytest.mark.parametrize(
    ("sort", "first"),
    [("key", "AAAA"), ("-key", "EFGH"), ("description", "AAAA"), ("-description", "EFGH"), ("-quantity", "ABCD")],
)
def test_the_order_can_be_chosen(client, shelf, sort, first):
    assert keys(client.get("/api/parts", params={"sort": sort}))[0] == first


@pytest.mark.parametrize("address", ["/api/parts", "/api/parts/ABCD/locations", "/api/parts/ABCD/history"])
@pytest.mark.parametrize(
    ("name", "value"),
    [("limit", 0), ("limit", 201), ("limit", "x"), ("offset", -1), ("offset", 2**31), ("offset", "1.5")],
)
@pytest.mark.usefixtures("store")
def test_impossible_pages_are_refused(client, invalid, address, name, value):
    assert invalid(client.get(address, params={name: value})) == [name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sort", "price"),
        ("sort", "x" * 31),
        ("type_id", 0),
        ("type_id", 2**31),
        ("query", "x" * 201),
        ("query", "\x00"),
    ],
)
def test_impossible_filters_are_refused(client, invalid, name, value):
    assert invalid(client.get("/api/parts", params={name: value})) == [name]


def test_stock_of_a_part_is_by_box_and_slot_and_paged(client, store):
    for location, quantity in (("1-4", 1), ("1-2", 2)):
        client.post("/api/inventory/parts/ABCD/stock", json={"location": location, "quantity": quantity})
    body = client.get("/api/parts/ABCD/locations").json()
    assert body == {
        "items": [
            {"location": "1-1", "box_no": 1, "loc_no": 1, "quantity": 10},
            {"location": "1-2", "box_no": 1, "loc_no": 2, "quantity": 2},
            {"location": "1-4", "box_no": 1, "loc_no": 4, "quantity": 1},
        ],
        "total": 3,
        "limit": 50,
        "offset": 0,
    }
    second = client.get("/api/parts/ABCD/locations?limit=1&offset=1").json()
    assert ([item["location"] for item in second["items"]], second["total"]) == (["1-2"], 3)
    assert client.get("/api/parts/EFGH/locations").json()["items"] == []


def test_history_is_newest_first_with_levels_and_who_did_it(client, store):
    use = {"location": "1-1", "quantity": 4, "note": "prototype", "reference": "case 7"}
    done = client.request("DELETE", "/api/inventory/parts/ABCD/stock", json=use, headers={"X-Actor": "anna"}).json()
    body = client.get("/api/parts/ABCD/history").json()
    latest, first = body["items"]
    assert latest.pop("occurred_at") > first["occurred_at"] == "2026-01-05T08:00:00Z"
    assert latest == {
        "id": done["movement_ids"][0],
        "part_key": "ABCD",
        "delta": -4,
        "reason": "use",
        "location": "1-1",
        "level_after": 6,
        "actor": "anna",
        "batch_id": done["batch_id"],
        "reference": "case 7",
        "note": "prototype",
        "is_undone": False,
        "can_undo_line": True,
        "can_undo_batch": False,
    }
    assert (first["delta"], first["level_after"], first["actor"], body["total"]) == (10, 10, "setup", 2)
    page = client.get("/api/parts/ABCD/history?limit=1&offset=1").json()
    assert (page["items"], page["total"]) == ([first], 2)
    assert client.get("/api/parts/EFGH/history").json()["total"] == 0


def test_kits_of_a_part_are_listed_and_keep_it_from_being_deleted(client, container, store, refused):
    with container.unit_of_work() as work:
        kits = [work.kits.create(name=name) for name in ("Thermostat", "Lamp")]
        for kit in kits:
            work.kit_contents.add(kit.id, "EFGH", 2)
    by_name = [{"id": kit.id, "name": kit.name} for kit in reversed(kits)]
    body = client.get("/api/parts/EFGH/kits").json()
    assert (body["items"], body["total"]) == (by_name, 2)
    assert client.get("/api/parts/EFGH/kits?limit=1&offset=1").json()["items"] == by_name[1:]
    assert client.get("/api/parts/EFGH").json()["kits"] == by_name
    assert client.get("/api/parts/ABCD/kits").json()["total"] == 0
    assert "Lamp, Thermostat" in refused(client.delete("/api/parts/EFGH"), 409, "RECORD_IN_USE")["error"]
