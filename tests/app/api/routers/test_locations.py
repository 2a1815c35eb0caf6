import pytest

pytestmark = pytest.mark.integration

METHODS = [("GET", ""), ("POST", "/lock"), ("POST", "/unlock")]


@pytest.mark.parametrize("label", ["1-3", " 1 - 3 ", "01-03"])
def test_a_slot_is_answered_with_its_place(client, store, label):
    assert client.get(f"/api/locations/{label}").json() == {
        "location": "1-3",
        "loc_no": 3,
        "row": 2,
        "column": 1,
        "is_locked": False,
        "parts": [],
    }


def test_a_slot_is_answered_with_what_it_holds(client, store):
    client.post("/api/inventory/parts/EFGH/stock", json={"location": "1-1", "quantity": 2})
    assert client.get("/api/locations/1-1").json()["parts"] == [
        {"part_key": "ABCD", "description": "Gadget ABCD", "quantity": 10},
        {"part_key": "EFGH", "description": "Gadget EFGH", "quantity": 2},
    ]


def test_a_locked_slot_lets_stock_out_but_not_in(client, store, refused, held):
    locked = client.post("/api/locations/1-1/lock")
    assert (locked.status_code, locked.json()["is_locked"]) == (200, True)
    refused(client.post("/api/locations/1-1/lock"), 409, "INVALID_OPERATION")
    stock = {"location": "1-1", "quantity": 1}
    refused(client.post("/api/inventory/parts/ABCD/stock", json=stock), 409, "INVALID_OPERATION")
    assert client.request("DELETE", "/api/inventory/parts/ABCD/stock", json=stock).status_code == 200
    assert held("ABCD") == {"1-1": 9}


def test_an_unlocked_slot_takes_stock_again(client, store, refused):
    refused(client.post("/api/locations/1-1/unlock"), 409, "INVALID_OPERATION")
    client.post("/api/locations/1-1/lock")
    assert client.post("/api/locations/1-1/unlock").json()["is_locked"] is False
    stock = {"location": "1-1", "quantity": 1}
    assert client.post("/api/inventory/parts/ABCD/stock", json=stock).status_code == 201


@pytest.mark.parametrize(("method", "rest"), METHODS)
@pytest.mark.parametrize("label", ["1-5", "2-1", "1-0", "0-1", "999999-9999"])
@pytest.mark.usefixtures("store")
def test_an_unknown_slot_is_404(client, refused, method, rest, label):
    body = refused(client.request(method, f"/api/locations/{label}{rest}"), 404, "RECORD_NOT_FOUND")
    assert body["details"] == {"kind": "Location", "id": label}


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(("method", "rest"), METHODS)
def test_what_is_no_label_is_400(client, invalid, method, rest):
    for label in ("1--1", "drawer", "1-12345", "1.1"):
        assert invalid(client.request(method, f"/api/locations/{label}{rest}")) == ["location"]
    for label in ("1", "1" * 21):
        assert invalid(client.request(method, f"/api/locations/{label}{rest}")) == ["label"]


@pytest.fixture
def labels(client):
    """Slots that `/api/locations` lists for these query parameters, and the total."""

    def look(**query):
        answer = client.get("/api/locations", params=query)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        return [slot["location"] for slot in body["items"]], body["total"]

    return look


def test_slots_of_all_boxes_are_listed_with_what_they_hold(client, store, labels):
    client.post("/api/boxes", json={"description": "Rack", "capacity": 2})
    assert labels() == (["1-1", "1-2", "1-3", "1-4", "2-1", "2-2"], 6)
    assert labels(limit=2, offset=3) == (["1-4", "2-1"], 6)
    for slot in client.get("/api/locations").json()["items"]:
        assert slot == client.get(f"/api/locations/{slot['location']}").json()


def test_slots_are_filtered(client, store, labels):
    client.post("/api/boxes", json={"description": "Rack", "capacity": 2})
    client.post("/api/inventory/parts/EFGH/stock", json={"location": "2-1", "quantity": 2})
    client.post("/api/locations/2-1/lock")
    assert labels(box=2) == (["2-1", "2-2"], 2)
    assert labels(part="abcd") == (["1-1"], 1)
    assert labels(locked=True) == labels(part="EFGH") == (["2-1"], 1)
    assert labels(locked=False)[1] == 5
    assert labels(empty=False) == (["1-1", "2-1"], 2)
    assert labels(empty=True, box=2) == (["2-2"], 1)
    assert labels(part="EFGH", locked=False) == ([], 0)
    assert labels(sort="-units", limit=1) == (["1-1"], 6)


def test_slots_of_archived_boxes_are_listed_on_demand_only(client, store, labels):
    client.post("/api/boxes", json={"description": "Rack", "capacity": 2})
    client.post("/api/boxes/2/archive")
    assert labels()[1] == 4
    assert labels(include_archived=True)[1] == 6
    assert labels(box=2, include_archived=True) == (["2-1", "2-2"], 2)


@pytest.mark.usefixtures("store")
def test_impossible_filters_of_slots_are_refused(client, refused, invalid):
    assert refused(client.get("/api/locations?box=9"), 404, "RECORD_NOT_FOUND")["details"] == {"kind": "Box", "id": "9"}
    refused(client.get("/api/locations?part=ZZZZ"), 404, "RECORD_NOT_FOUND")
    for name, value in (("box", 0), ("locked", "maybe"), ("empty", "maybe"), ("limit", 0), ("part", "x" * 21)):
        assert invalid(client.get("/api/locations", params={name: value})) == [name]
