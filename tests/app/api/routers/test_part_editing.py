import pytest

pytestmark = pytest.mark.integration


@pytest.fixture
def keys(client):
    return [client.post("/api/parts", json={"description": text}).json()["key"] for text in ("Lamp", "Lens")]


def test_a_dry_run_shows_and_a_real_run_changes_as_one_batch(client, keys):
    body = {"keys": keys, "fields": {"package": "T1"}, "add_tags": ["glass"]}
    shown = client.post("/api/parts/bulk-edit", json=body).json()
    assert shown["batch"] is None
    assert shown["changes"][0] == {"key": keys[0], "field": "package", "before": None, "after": "T1"}
    assert client.get(f"/api/parts/{keys[0]}").json()["package"] is None
    done = client.post("/api/parts/bulk-edit", json=body | {"dry_run": False}).json()
    assert done["changes"] == shown["changes"]
    assert client.get(f"/api/parts/{keys[1]}").json()["tags"] == ["glass"]
    client.post(f"/api/batches/{done['batch']}/undo")
    assert client.get(f"/api/parts/{keys[1]}").json()["tags"] == []


def test_impossible_bulk_edits_are_refused(client, keys, invalid, refused):
    assert invalid(client.post("/api/parts/bulk-edit", json={"keys": []})) == ["keys"]
    assert invalid(client.post("/api/parts/bulk-edit", json={"keys": keys})) == ["fields"]
    body = {"keys": [*keys, "ZZZZ"], "fields": {"package": "x"}, "dry_run": False}
    refused(client.post("/api/parts/bulk-edit", json=body), 404, "RECORD_NOT_FOUND")


def test_a_part_is_made_like_another(client, keys):
    made = client.post(f"/api/parts/{keys[0]}/duplicate")
    assert made.status_code == 201
    assert made.json()["description"] == "Lamp"
    assert made.json()["key"] not in keys
    assert client.post("/api/parts/ZZZZ/duplicate").status_code == 404


def test_findings_name_field_problem_and_suggestion(client, keys):
    client.put(f"/api/parts/{keys[0]}", json={"dimensions": "1x2x3mm"})
    answer = client.get(f"/api/parts/{keys[0]}/findings").json()
    wrong = {"kind": "dimension-notation", "field": "dimensions", "given": "1x2x3mm"}
    wrong |= {"problem": "are written as L × W × H mm", "suggestion": "1 × 2 × 3 mm"}
    assert wrong in answer["items"]
    assert answer["total"] == len(answer["items"])
