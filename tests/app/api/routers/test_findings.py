"""Findings about all parts: filtered, in pages, mended one by one with undo."""

import pytest

pytestmark = pytest.mark.integration


@pytest.fixture
def keys(client):
    bodies = (
        {"description": "Lamp.", "manufacturer": "Osram", "dimensions": "1x2x3mm", "tags": ["Warm White", "e27"]},
        {"description": "Relay 5V", "manufacturer": "Omron Inc."},
    )
    return [client.post("/api/parts", json=body).json()["key"] for body in bodies]


def test_all_parts_are_listed_by_key_filtered_and_in_pages(client, keys, invalid):
    answer = client.get("/api/findings").json()
    assert answer["total"] == len(answer["items"]) == 4
    assert [one["key"] for one in answer["items"]] == sorted(one["key"] for one in answer["items"])
    (one,) = client.get("/api/findings", params={"kind": "legal-form"}).json()["items"]
    assert one == {
        "kind": "legal-form",
        "field": "manufacturer",
        "given": "Omron Inc.",
        "suggestion": "Omron",
        "problem": "the short form is enough",
        "key": keys[1],
        "description": "Relay 5V",
    }
    paged = client.get("/api/findings", params={"limit": 1, "offset": 3}).json()
    assert (len(paged["items"]), paged["total"]) == (1, 4)
    assert invalid(client.get("/api/findings", params={"kind": "nonsense"})) == ["kind"]
    client.post(f"/api/parts/{keys[1]}/archive")
    assert client.get("/api/findings").json()["total"] == 3


def test_each_finding_with_a_suggestion_is_mended_and_undone(client, keys):
    def fields():
        part = client.get(f"/api/parts/{keys[0]}").json()
        return part["description"], part["dimensions"], part["tags"]

    before = fields()
    batches = []
    for one in client.get(f"/api/parts/{keys[0]}/findings").json()["items"]:
        body = {name: one[name] for name in ("kind", "field", "given")}
        done = client.post(f"/api/parts/{keys[0]}/findings/mend", json=body)
        assert done.status_code == 200, done.text
        batches.append(done.json()["batch"])
    assert fields() == ("Lamp", "1 × 2 × 3 mm", ["warm-white", "e27"])
    assert client.get(f"/api/parts/{keys[0]}/findings").json()["total"] == 0
    for batch in reversed(batches):
        client.post(f"/api/batches/{batch}/undo")
    assert fields() == before


def test_a_mend_that_no_longer_fits_or_is_not_plain_is_refused(client, keys, refused, invalid):
    where = f"/api/parts/{keys[0]}/findings/mend"
    body = {"kind": "dimension-notation", "field": "dimensions", "given": "9x9"}
    refused(client.post(where, json=body), 409, "INVALID_OPERATION")
    client.put(f"/api/parts/{keys[0]}", json={"dimensions": "as drawn"})
    refused(client.post(where, json=body | {"given": "as drawn"}), 409, "INVALID_OPERATION")
    refused(client.post("/api/parts/ZZZZ/findings/mend", json=body), 404, "RECORD_NOT_FOUND")
    assert invalid(client.post(where, json={})) == ["kind", "field"]
