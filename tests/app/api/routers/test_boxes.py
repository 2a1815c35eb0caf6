import pytest

pytestmark = pytest.mark.integration

EMPTY = dict.fromkeys(("zone", "aisle", "bay", "level", "size_class", "designated_type", "external_ref", "archived_at"))
FULL = {
    "description": " SMD resistors ",
    "capacity": 6,
    "grid_rows": 2,
    "grid_columns": 3,
    "zone": "A",
    "aisle": -1,
    "bay": 2,
    "level": 3,
    "x_m": 1.5,
    "y_m": 0.0,
    "z_m": -1.25,
    "size_class": "small",
    "storage_properties": ["esd", "moisture"],
}


@pytest.fixture
def boxes(client, store):
    """Makes further boxes of one slot with these descriptions."""
    return lambda *names: [client.post("/api/boxes", json={"description": n, "capacity": 1}).json() for n in names]


def numbers(answer):
    return [box["box_no"] for box in answer.json()["items"]]


def test_a_box_is_answered_with_how_full_it_is(client, store):
    body = client.get("/api/boxes/1").json()
    assert body.pop("created_at") <= body.pop("updated_at")
    assert body == EMPTY | {
        "box_no": 1,
        "description": "Drawer",
        "capacity": 4,
        "grid_rows": 2,
        "grid_columns": 2,
        "x_m": 3.0,
        "y_m": 1.0,
        "z_m": 0.0,
        "storage_properties": [],
        "occupied": 1,
        "available": 3,
        "usage_percent": 25.0,
    }
    assert client.get("/api/boxes").json() == {
        "items": [client.get("/api/boxes/1").json()],
        "total": 1,
        "limit": 50,
        "offset": 0,
    }
    assert client.get("/api/boxes/1/usage").json() == {
        "box_no": 1,
        "capacity": 4,
        "occupied": 1,
        "available": 3,
        "usage_percent": 25.0,
    }


def test_a_new_box_gets_the_next_number_and_is_read_back_equal(client, store):
    created = client.post("/api/boxes", json=FULL | {"designated_type_id": store.type_id})
    assert created.status_code == 201
    body = created.json()
    assert {name: body[name] for name in FULL} == FULL | {"description": "SMD resistors"}
    assert (body["box_no"], body["occupied"], body["available"], body["usage_percent"]) == (2, 0, 6, 0.0)
    assert body["designated_type"] == {"id": store.type_id, "name": "Gadget"}
    assert client.get("/api/boxes/2").json() == body
    assert client.get("/api/boxes/2/locations").json()["total"] == 6


def test_a_number_can_be_given_once(client, store, refused):
    body = {"description": "Far", "capacity": 1, "box_no": 999_999}
    assert client.post("/api/boxes", json=body).json()["box_no"] == 999_999
    refused(client.post("/api/boxes", json=body), 409, "RESOURCE_CONFLICT")


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"description": ""}, ["description"]),
        ({"description": " "}, ["description"]),
        ({"description": "x" * 256}, ["description"]),
        ({"description": None}, ["description"]),
        ({"capacity": 0}, ["capacity"]),
        ({"capacity": 1001}, ["capacity"]),
        ({"capacity": "4"}, ["capacity"]),
        ({"capacity": True}, ["capacity"]),
        ({"box_no": 0}, ["box_no"]),
        ({"box_no": 1_000_000}, ["box_no"]),
        ({"grid_rows": 1, "grid_columns": 1}, ["grid_rows"]),
        ({"grid_rows": 1001}, ["grid_rows"]),
        ({"x_m": 100_001}, ["x_m"]),
        ({"x_m": "near"}, ["x_m"]),
        ({"aisle": 2**31}, ["aisle"]),
        ({"aisle": 1.5}, ["aisle"]),
        ({"zone": "z" * 51}, ["zone"]),
        ({"size_class": "XL"}, ["size_class"]),
        ({"storage_properties": ["warm"]}, ["storage_properties.0"]),
        ({"color": "red"}, ["color"]),
    ],
)
def test_an_impossible_box_is_refused_with_its_fields(client, invalid, changes, fields):
    assert invalid(client.post("/api/boxes", json={"description": "x", "capacity": 4} | changes)) == fields
    assert client.get("/api/boxes").json()["total"] == 0


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_a_coordinate_that_is_no_number_is_refused(client, invalid, number):
    body = f'{{"description": "x", "capacity": 4, "x_m": {number}}}'
    assert invalid(client.post("/api/boxes", content=body, headers={"Content-Type": "application/json"})) == ["x_m"]


def test_an_unknown_designated_type_is_refused(client, refused):
    body = {"description": "x", "capacity": 4, "designated_type_id": 5}
    refused(client.post("/api/boxes", json=body), 404, "RECORD_NOT_FOUND")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"description": "Shelf"}, {"description": "Shelf", "capacity": 4, "x_m": 3.0}),
        ({"capacity": 7}, {"capacity": 7, "available": 6, "grid_rows": 4, "grid_columns": 2}),
        ({"capacity": 1}, {"capacity": 1, "available": 0, "usage_percent": 100.0}),
        ({"grid_rows": 1, "grid_columns": 4}, {"capacity": 4, "grid_rows": 1, "grid_columns": 4}),
        ({"x_m": None, "zone": "B"}, {"x_m": None, "y_m": 1.0, "zone": "B"}),
        ({}, {"description": "Drawer"}),
    ],
)
def test_an_update_changes_only_what_is_given(client, store, changes, expected):
    answer = client.put("/api/boxes/1", json=changes)
    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in expected} == expected
    assert client.get("/api/boxes/1").json() == answer.json()


@pytest.mark.parametrize("body", [{"box_no": 2}, {"capacity": 0}, {"description": None}, {"description": " "}])
def test_an_impossible_update_changes_nothing(client, store, invalid, body):
    assert invalid(client.put("/api/boxes/1", json=body)) == list(body)
    assert client.get("/api/boxes/1").json()["description"] == "Drawer"


@pytest.mark.parametrize("is_emptied", [False, True])
def test_a_box_does_not_lose_slots_with_stock_or_history(client, store, refused, is_emptied):
    move = {"source": "1-1", "destination": "1-4", "quantity": 10}
    client.post("/api/inventory/parts/ABCD/move", json=move)
    if is_emptied:
        client.post("/api/inventory/parts/ABCD/count", json={"location": "1-4", "counted": 0})
    body = refused(client.put("/api/boxes/1", json={"capacity": 3}), 409, "INVALID_OPERATION")
    assert body["details"] == {"locations": ["1-4"]}
    assert client.get("/api/boxes/1").json()["capacity"] == 4


@pytest.mark.rule(14)
def test_slots_are_listed_in_order_with_their_place_and_contents(client, store):
    body = client.get("/api/boxes/1/locations").json()
    assert body["total"] == 4
    assert body["items"][0] == {
        "location": "1-1",
        "loc_no": 1,
        "row": 1,
        "column": 1,
        "is_locked": False,
        "parts": [{"part_key": "ABCD", "description": "Gadget ABCD", "quantity": 10}],
    }
    assert [(slot["location"], slot["row"], slot["column"]) for slot in body["items"][1:]] == [
        ("1-2", 1, 2),
        ("1-3", 2, 1),
        ("1-4", 2, 2),
    ]
    page = client.get("/api/boxes/1/locations?limit=2&offset=3").json()
    assert ([slot["loc_no"] for slot in page["items"]], page["total"]) == ([4], 4)
    assert client.get("/api/boxes/1/locations?offset=4").json()["items"] == []


def test_lists_are_by_number_paged_and_searched(client, boxes, invalid):
    boxes("Reels", "Tools 1")
    assert numbers(client.get("/api/boxes")) == [1, 2, 3]
    for params, expected, total in (
        ({"limit": 1, "offset": 1}, [2], 3),
        ({"offset": 3}, [], 3),
        ({"query": "REEL"}, [2], 1),
        ({"query": "1"}, [1, 3], 2),
        ({"query": "%"}, [], 0),
    ):
        answer = client.get("/api/boxes", params=params)
        assert (numbers(answer), answer.json()["total"]) == (expected, total)
    for name, value in (("limit", 201), ("offset", -1), ("query", "x" * 201), ("query", "\x00")):
        assert invalid(client.get("/api/boxes", params={name: value})) == [name]
