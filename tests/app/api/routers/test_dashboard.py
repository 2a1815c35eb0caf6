import pytest

pytestmark = pytest.mark.integration


@pytest.fixture
def dashboard(client, store):
    return lambda name, **query: client.get(f"/api/dashboard/{name}", params=query).json()


@pytest.mark.rule(21)
def test_counts_take_a_move_for_one_change_and_parts_at_zero_for_low(client, dashboard):
    move = {"source": "1-1", "destination": "1-2", "quantity": 4}
    client.post("/api/inventory/parts/ABCD/move", json=move)
    assert dashboard("stats") == {
        "total_parts": 2,
        "total_quantity": 10,
        "total_boxes": 1,
        "total_types": 1,
        "changes_7d": 1,
        "changes_30d": 1,
        "low_stock_count": 1,
    }


@pytest.mark.rule(22)
def test_a_part_at_zero_is_low_and_a_minimum_of_its_own_outweighs_the_threshold(client, dashboard):
    def low(**query):
        return [(row["part_key"], row["quantity"]) for row in dashboard("low-stock", **query)["items"]]

    assert low() == [("EFGH", 0)]
    assert low(threshold=10) == [("EFGH", 0), ("ABCD", 10)]
    client.put("/api/parts/EFGH", json={"minimum_quantity": 0})
    client.put("/api/parts/ABCD", json={"minimum_quantity": 11})
    assert low(threshold=0) == [("ABCD", 10)]


@pytest.mark.rule(22, 23)
def test_impossible_thresholds_and_limits_are_refused_not_bent(client, store, invalid):
    assert invalid(client.get("/api/dashboard/low-stock", params={"threshold": -1})) == ["threshold"]
    for name in ("recent-activity", "parts-without-documents"):
        assert invalid(client.get(f"/api/dashboard/{name}", params={"limit": 201})) == ["limit"]
        assert invalid(client.get(f"/api/dashboard/{name}", params={"offset": -1})) == ["offset"]


@pytest.mark.rule(13, 23, 24)
def test_activity_storage_types_and_undocumented_parts(client, dashboard, store):
    client.post("/api/types", json={"name": "Empty"})
    assert [line["delta"] for line in dashboard("recent-activity")["items"]] == [10]
    (box,) = dashboard("storage-summary")["items"]
    assert (box["total_locations"], box["occupied_locations"], box["usage_percentage"]) == (4, 1, 25.0)
    types = dashboard("category-distribution")["items"]
    assert [(row["type_name"], row["part_count"]) for row in types] == [("Gadget", 2), ("Empty", 0)]
    assert dashboard("parts-without-documents") == {
        "items": [{"key": "ABCD", "description": "Gadget ABCD"}, {"key": "EFGH", "description": "Gadget EFGH"}],
        "total": 2,
        "limit": 50,
        "offset": 0,
    }


def test_activity_and_undocumented_parts_come_in_pages(client, dashboard):
    move = {"source": "1-1", "destination": "1-2", "quantity": 4}
    client.post("/api/inventory/parts/ABCD/move", json=move)
    page = dashboard("recent-activity", limit=1, offset=1)
    assert ([line["delta"] for line in page["items"]], page["total"]) == ([-4], 3)
    page = dashboard("parts-without-documents", limit=1, offset=1)
    assert ([part["key"] for part in page["items"]], page["total"]) == (["EFGH"], 2)
    client.post("/api/parts/EFGH/archive")
    assert dashboard("parts-without-documents")["total"] == 1


def test_slots_below_their_minimum_are_set_listed_and_cleared(client, dashboard, refused):
    address = "/api/parts/ABCD/location-minimums"
    assert client.put(f"{address}/1-1", json={"minimum_quantity": 12}).json() == {
        "location": "1-1",
        "minimum_quantity": 12,
    }
    assert client.get(address).json()["total"] == 1
    (low,) = dashboard("low-slots")["items"]
    assert low == {"part_key": "ABCD", "location": "1-1", "quantity": 10, "minimum_quantity": 12, "elsewhere": 0}
    assert client.delete(f"{address}/1-1").status_code == 204
    refused(client.delete(f"{address}/1-1"), 404, "RECORD_NOT_FOUND")
    refused(client.put(f"{address}/1-1", json={"minimum_quantity": 0}), 400, "VALIDATION_FAILED")
