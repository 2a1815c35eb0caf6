import pytest

pytestmark = pytest.mark.integration


@pytest.fixture
def named(client):
    """Makes types of these names and returns their ids."""

    def make(*names):
        return [client.post("/api/types", json={"name": name}).json()["id"] for name in names]

    return make


def test_a_type_is_created_cleaned_and_read_back(client):
    created = client.post("/api/types", json={"name": "  Resistor "})
    assert created.status_code == 201
    assert created.json() == {"id": created.json()["id"], "name": "Resistor"}
    assert client.get(f"/api/types/{created.json()['id']}").json() == created.json()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "  "}, "name"),
        ({"name": None}, "name"),
        ({"name": 7}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a\x00"}, "name"),
        ({"name": "x", "id": 5}, "id"),
    ],
)
def test_an_impossible_name_is_refused(client, named, invalid, body, field):
    (type_id,) = named("Resistor")
    assert invalid(client.post("/api/types", json=body)) == [field]
    assert invalid(client.put(f"/api/types/{type_id}", json=body)) == [field]
    assert [item["name"] for item in client.get("/api/types").json()["items"]] == ["Resistor"]


def test_a_taken_name_is_refused_whatever_its_case(client, named, refused):
    resistor, diode = named("Resistor", "Diode")
    refused(client.post("/api/types", json={"name": "RESISTOR"}), 409, "RESOURCE_CONFLICT")
    refused(client.put(f"/api/types/{diode}", json={"name": "resistor"}), 409, "RESOURCE_CONFLICT")
    assert client.put(f"/api/types/{resistor}", json={"name": "RESISTOR"}).json() == {
        "id": resistor,
        "name": "RESISTOR",
    }


def test_a_new_name_shows_on_the_parts(client, store):
    assert client.put(f"/api/types/{store.type_id}", json={"name": "Widget"}).status_code == 200
    assert client.get("/api/parts/ABCD").json()["type"] == {"id": store.type_id, "name": "Widget"}


def test_the_list_is_by_name_with_parts_that_are_not_archived(client, store, named):
    adapter, zener = named("adapter", "Zener")
    client.post("/api/parts/EFGH/archive")
    assert client.get("/api/types").json() == {
        "items": [
            {"id": adapter, "name": "adapter", "part_count": 0},
            {"id": store.type_id, "name": "Gadget", "part_count": 1},
            {"id": zener, "name": "Zener", "part_count": 0},
        ],
        "total": 3,
        "limit": 50,
        "offset": 0,
    }
    for offset, names in ((1, ["Gadget"]), (2, ["Zener"]), (3, [])):
        page = client.get("/api/types", params={"limit": 1, "offset": offset}).json()
        assert ([item["name"] for item in page["items"]], page["total"]) == (names, 3)


def test_an_unused_type_is_deleted_and_gone(client, named, refused):
    (type_id,) = named("Resistor")
    answer = client.delete(f"/api/types/{type_id}")
    assert (answer.status_code, answer.content) == (204, b"")
    refused(client.get(f"/api/types/{type_id}"), 404, "RECORD_NOT_FOUND")
    assert client.get("/api/types").json()["total"] == 0


def test_a_used_type_stays(client, store, named, refused):
    (type_id,) = named("Tall")
    client.put("/api/boxes/1", json={"designated_type_id": type_id})
    by_part = refused(client.delete(f"/api/types/{store.type_id}"), 409, "RECORD_IN_USE")
    by_box = refused(client.delete(f"/api/types/{type_id}"), 409, "RECORD_IN_USE")
    assert "2 parts" in by_part["error"]
    assert "box 1" in by_box["error"]
    assert client.get("/api/types").json()["total"] == 2


@pytest.mark.parametrize(("method", "body"), [("GET", None), ("PUT", {"name": "x"}), ("DELETE", None)])
def test_an_unknown_type_is_404_and_an_impossible_id_400(client, refused, invalid, method, body):
    for type_id in (1, 2**31 - 1):
        answer = client.request(method, f"/api/types/{type_id}", json=body)
        assert refused(answer, 404, "RECORD_NOT_FOUND")["details"] == {"kind": "Type", "id": str(type_id)}
    for type_id in ("0", "-1", "abc", str(2**31), "1.5"):
        assert invalid(client.request(method, f"/api/types/{type_id}", json=body)) == ["type_id"]
