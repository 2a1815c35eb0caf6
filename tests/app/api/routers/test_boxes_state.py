"""Boxes: archive, restore, delete, and boxes that are not there."""

import pytest

pytestmark = pytest.mark.integration


@pytest.fixture
def spare(client, store):
    """Number of an empty second box."""
    return client.post("/api/boxes", json={"description": "Spare", "capacity": 2}).json()["box_no"]


def test_an_empty_box_is_archived_hidden_and_restored(client, spare, refused):
    refused(client.post(f"/api/boxes/{spare}/restore"), 409, "INVALID_OPERATION")
    assert client.post(f"/api/boxes/{spare}/archive").json()["archived_at"]
    refused(client.post(f"/api/boxes/{spare}/archive"), 409, "INVALID_OPERATION")
    assert client.get("/api/boxes").json()["total"] == 1
    assert client.get("/api/boxes?include_archived=true").json()["total"] == 2
    full = {"location": f"{spare}-1", "quantity": 1}
    refused(client.post("/api/inventory/parts/ABCD/stock", json=full), 409, "INVALID_OPERATION")
    assert client.post(f"/api/boxes/{spare}/restore").json()["archived_at"] is None
    assert client.get("/api/boxes").json()["total"] == 2


def test_a_box_with_stock_is_neither_archived_nor_deleted(client, store, refused):
    assert "1-1" in refused(client.post("/api/boxes/1/archive"), 409, "INVALID_OPERATION")["error"]
    assert "1-1" in refused(client.delete("/api/boxes/1"), 409, "RECORD_IN_USE")["error"]
    assert client.get("/api/boxes/1").json()["archived_at"] is None


def test_a_box_with_history_is_not_deleted(client, store, refused):
    client.post("/api/inventory/parts/ABCD/count", json={"location": "1-1", "counted": 0})
    assert "in the past" in refused(client.delete("/api/boxes/1"), 409, "RECORD_IN_USE")["error"]


def test_a_box_that_never_held_anything_is_deleted_and_gone(client, spare, refused):
    answer = client.delete(f"/api/boxes/{spare}")
    assert (answer.status_code, answer.content) == (204, b"")
    refused(client.get(f"/api/boxes/{spare}"), 404, "RECORD_NOT_FOUND")
    refused(client.get(f"/api/locations/{spare}-1"), 404, "RECORD_NOT_FOUND")


@pytest.mark.parametrize(
    ("method", "rest"),
    [
        *(("GET", rest) for rest in ("", "/usage", "/locations")),
        *(("POST", "/archive"), ("POST", "/restore"), ("PUT", ""), ("DELETE", "")),
    ],
)
@pytest.mark.usefixtures("store")
def test_an_unknown_box_is_404_and_an_impossible_number_400(client, refused, invalid, method, rest):
    body = {} if method == "PUT" else None
    answer = client.request(method, f"/api/boxes/99{rest}", json=body)
    assert refused(answer, 404, "RECORD_NOT_FOUND")["details"] == {"kind": "Box", "id": "99"}
    for number in ("0", "-1", "1000000", "one", "9" * 30):
        assert invalid(client.request(method, f"/api/boxes/{number}{rest}", json=body)) == ["box_no"]
