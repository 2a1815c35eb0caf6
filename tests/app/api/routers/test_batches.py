import pytest

pytestmark = pytest.mark.integration


@pytest.fixture
def use(client, store):
    """Uses units of ABCD from 1-1 and returns the batch."""

    def take(quantity, **more):
        body = {"location": "1-1", "quantity": quantity} | more
        answer = client.request("DELETE", "/api/inventory/parts/ABCD/stock", json=body, headers={"X-Actor": "anna"})
        return answer.json()["batch_id"]

    return take


def test_batches_are_listed_newest_first_with_their_total(client, store, use):
    batch_id = use(3, reference="case 7")
    body = client.get("/api/batches").json()
    assert ([batch["id"] for batch in body["items"]], body["total"]) == ([batch_id, store.receipt, store.setup], 3)
    assert body["items"][0].pop("created_at")
    assert body["items"][0] == {
        "id": batch_id,
        "kind": "use",
        "actor": "anna",
        "note": None,
        "reference": "case 7",
        "undoes_batch_id": None,
    }
    for offset, expected in ((1, [store.receipt]), (3, [])):
        page = client.get("/api/batches", params={"limit": 1, "offset": offset}).json()
        assert ([batch["id"] for batch in page["items"]], page["total"]) == (expected, 3)


def test_batches_of_one_kind_are_listed_and_other_kinds_refused(client, store, use, invalid):
    used = [use(1), use(2)]
    page = client.get("/api/batches", params={"kind": "use", "limit": 1, "sort": "id"}).json()
    assert ([batch["id"] for batch in page["items"]], page["total"]) == (used[:1], 2)
    assert client.get("/api/batches", params={"kind": "scrap"}).json()["total"] == 0
    answer = client.get("/api/batches", params={"kind": "colour"})
    assert invalid(answer) == ["kind"]
    assert answer.json()["error"].startswith("kind must be one of receive, use, move, ")


def test_a_batch_shows_its_lines(client, use):
    batch_id = use(3, occurred_at="2026-02-01T12:00:00Z")
    body = client.get(f"/api/batches/{batch_id}").json()
    (line,) = body["movements"]
    assert line.pop("id") > 0
    assert line == {
        "part_key": "ABCD",
        "location": "1-1",
        "delta": -3,
        "reason": "use",
        "occurred_at": "2026-02-01T12:00:00Z",
    }
    assert {name: body[name] for name in ("id", "undone_by", "movement_count", "change_count", "changes")} == {
        "id": batch_id,
        "undone_by": None,
        "movement_count": 1,
        "change_count": 0,
        "changes": [],
    }


def test_a_batch_shows_the_changed_columns_before_and_after(client, store):
    client.put("/api/parts/ABCD", json={"package": "0603"})
    batch = client.get("/api/batches").json()["items"][0]
    (change,) = client.get(f"/api/batches/{batch['id']}").json()["changes"]
    assert (change["table_name"], change["action"]) == ("parts", "update")
    assert (change["before"]["package"], change["after"]["package"]) == (None, "0603")


@pytest.mark.parametrize("limit", [0, 201, "x"])
def test_impossible_pages_are_refused(client, invalid, limit):
    assert invalid(client.get("/api/batches", params={"limit": limit})) == ["limit"]


def test_undo_compensates_once_and_both_sides_stay(client, use, refused, held):
    batch_id = use(3)
    answer = client.post(f"/api/batches/{batch_id}/undo", headers={"X-Actor": "bert"})
    assert answer.status_code == 200
    undo_batch = answer.json()["undo_batch"]
    assert answer.json() == {"batch": batch_id, "undo_batch": undo_batch, "compensated": 1, "left": []}
    assert held("ABCD") == {"1-1": 10}
    lines = client.get("/api/parts/ABCD/history").json()["items"]
    assert [(line["delta"], line["reason"], line["actor"], line["is_undone"]) for line in lines] == [
        (3, "undo", "bert", False),
        (-3, "use", "anna", True),
        (10, "receive", "setup", False),
    ]
    assert client.get(f"/api/batches/{batch_id}").json()["undone_by"] == undo_batch
    assert client.get(f"/api/batches/{undo_batch}").json()["undoes_batch_id"] == batch_id
    again = refused(client.post(f"/api/batches/{batch_id}/undo"), 409, "INVALID_OPERATION")
    assert f"batch {undo_batch} undid it already" in again["error"]
    assert held("ABCD") == {"1-1": 10}


def test_an_undo_can_be_undone(client, use, held):
    undo_batch = client.post(f"/api/batches/{use(3)}/undo").json()["undo_batch"]
    assert client.post(f"/api/batches/{undo_batch}/undo").json()["compensated"] == 1
    assert held("ABCD") == {"1-1": 7}


def test_an_undo_names_what_stands_in_its_way(client, store, use, refused, held):
    taker = use(3)
    body = refused(client.post(f"/api/batches/{store.receipt}/undo"), 409, "UNDO_CONFLICT")
    (conflict,) = body["details"]["conflicts"]
    assert "10 of ABCD at 1-1" in conflict
    assert f"{taker} (use 3)" in conflict
    assert held("ABCD") == {"1-1": 7}
    client.post(f"/api/batches/{taker}/undo")
    assert client.post(f"/api/batches/{store.receipt}/undo").status_code == 200
    assert held("ABCD") == {}


def test_undo_takes_an_edit_back(client, store):
    client.put("/api/parts/ABCD", json={"description": "Nonsense"})
    batch_id = client.get("/api/batches").json()["items"][0]["id"]
    assert client.post(f"/api/batches/{batch_id}/undo").json()["compensated"] == 0
    assert client.get("/api/parts/ABCD").json()["description"] == "Gadget ABCD"


def test_undo_brings_a_deleted_part_back(client, store):
    before = client.get("/api/parts/EFGH").json()
    client.delete("/api/parts/EFGH")
    client.post(f"/api/batches/{client.get('/api/batches').json()['items'][0]['id']}/undo")
    after = client.get("/api/parts/EFGH").json()
    times = {"created_at": after["created_at"], "updated_at": after["updated_at"]}
    assert after == before | times


@pytest.mark.parametrize(("method", "rest"), [("GET", ""), ("POST", "/undo")])
def test_an_unknown_batch_is_404_and_an_impossible_id_400(client, refused, invalid, method, rest):
    answer = client.request(method, f"/api/batches/{2**31 - 1}{rest}")
    assert refused(answer, 404, "RECORD_NOT_FOUND")["details"] == {"kind": "Batch", "id": str(2**31 - 1)}
    for batch_id in ("0", "-1", "first", str(2**31)):
        assert invalid(client.request(method, f"/api/batches/{batch_id}{rest}")) == ["batch_id"]


def test_an_answer_to_a_write_names_its_batch_and_other_answers_name_none(client):
    made = client.post("/api/parts", json={"description": "Named by its batch"})
    batch = made.headers["X-Batch-ID"]
    assert client.get(f"/api/batches/{batch}").json()["note"] == f"Created part {made.json()['key']}"
    undone = client.post(f"/api/batches/{batch}/undo")
    assert undone.headers["X-Batch-ID"] == str(undone.json()["undo_batch"])
    assert "X-Batch-ID" not in client.get("/api/parts").headers
    assert "X-Batch-ID" not in client.post("/api/parts", json={"description": ""}).headers
