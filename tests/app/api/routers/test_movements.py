import pytest

pytestmark = pytest.mark.integration


def test_the_journal_pages_and_filters(client, store):
    client.request("DELETE", "/api/inventory/parts/ABCD/stock", json={"location": "1-1", "quantity": 3})
    page = client.get("/api/movements", params={"limit": 1}).json()
    assert (page["total"], [line["delta"] for line in page["items"]]) == (2, [-3])
    assert page["items"][0]["level_after"] == 7
    early = client.get("/api/movements", params={"until": "2026-01-06T00:00:00+01:00", "part": "abcd"}).json()
    assert [(line["delta"], line["actor"]) for line in early["items"]] == [(10, "setup")]


def test_one_line_is_taken_back_and_only_once(client, store, held, refused):
    shares = [{"location": "1-2", "quantity": 4}, {"location": "1-3", "quantity": 2}]
    done = client.post("/api/inventory/parts/ABCD/split", json={"source": "1-1", "shares": shares}).json()
    line = done["movement_ids"][0]
    answer = client.post(f"/api/movements/{line}/undo").json()
    assert (answer["batch"], answer["compensated"]) == (done["batch_id"], 2)
    assert held("ABCD") == {"1-1": 8, "1-3": 2}
    refused(client.post(f"/api/movements/{line}/undo"), 409, "INVALID_OPERATION")
    refused(client.post("/api/movements/999999/undo"), 404, "RECORD_NOT_FOUND")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"reason": "nonsense"}, "reason"),
        ({"batch": 0}, "batch"),
        ({"since": "yesterday"}, "since"),
        ({"since": "0001-01-01T00:00:00+14:00"}, "since"),
        ({"limit": 1000}, "limit"),
    ],
)
def test_a_filter_that_makes_no_sense_is_named(client, store, invalid, query, field):
    assert invalid(client.get("/api/movements", params=query)) == [field]
