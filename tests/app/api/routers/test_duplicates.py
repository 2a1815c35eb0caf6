import pytest

pytestmark = pytest.mark.integration


@pytest.fixture
def twins(client):
    """Keys of two parts that may be the same, and of one that is neither."""
    bodies = (
        {"description": "Resistor 4k7 1 %", "package": "0603", "manufacturer_code": "RC-47"},
        {"description": "Resistor 4.7k 1 %", "package": "0603", "tags": ["smd"]},
        {"description": "Relay 5V"},
    )
    return [client.post("/api/parts", json=body).json()["key"] for body in bodies]


def test_pairs_are_listed_with_reasons_and_pages(client, twins):
    answer = client.get("/api/duplicates").json()
    assert answer["total"] == 1
    (pair,) = answer["items"]
    assert {pair["first"], pair["second"]} == set(twins[:2])
    assert pair["reasons"][:2] == ["same type and value", "same package"]
    assert client.get("/api/duplicates", params={"offset": 1}).json()["items"] == []


def test_all_pairs_are_counted_and_those_of_one_part_told_apart(client, container, refused):
    keys = [f"R{letter}{second}A" for letter in "ABCDEFG" for second in "ABCDEFG"]
    with container.unit_of_work() as work:
        for key in keys:
            work.parts.create(key=key, description="Resistor 4k7 1 %", package="0603")
    pages = [
        client.get("/api/duplicates", params={"limit": 200, "offset": offset}).json() for offset in (0, 1000, 1100)
    ]
    assert [(page["total"], len(page["items"])) for page in pages] == [(1176, 200), (1176, 176), (1176, 76)]
    assert pages[1]["items"][100:] == pages[2]["items"]
    one = client.get("/api/duplicates", params={"part": keys[0].lower(), "sort": "second", "limit": 1}).json()
    assert (one["total"], one["items"][0]["second"]) == (48, keys[1])
    client.post(f"/api/parts/{keys[0]}/not-duplicate", json={"other": keys[5]})
    for part, decided in ((keys[0], 1), (keys[5], 1), (keys[6], 0)):
        assert client.get("/api/duplicates/dismissed", params={"part": part}).json()["total"] == decided
    for address in ("/api/duplicates", "/api/duplicates/dismissed"):
        refused(client.get(address, params={"part": "ZZZZ"}), 404, "RECORD_NOT_FOUND")


def test_a_merge_is_one_batch_that_undo_takes_back(client, twins):
    first, second, _ = twins
    done = client.post(f"/api/parts/{second}/merge", json={"into": first.lower()})
    assert done.status_code == 200
    assert done.json() == {"batch": done.json()["batch"], "part": first, "message": f"Merged {second} into {first}"}
    assert client.get(f"/api/parts/{first}").json()["tags"] == ["smd"]
    assert client.get(f"/api/parts/{second}").json()["archived_at"] is not None
    assert client.get(f"/api/parts/{second}").json()["merged_into"] == first
    hit = client.get("/api/search", params={"query": second}).json()["items"][0]
    assert (hit["key"], hit["subtitle"].split(" · ")[-1]) == (second, f"merged into {first}")
    assert client.get("/api/duplicates").json()["total"] == 0
    assert client.post(f"/api/batches/{done.json()['batch']}/undo").json()["left"] == []
    assert client.get(f"/api/parts/{second}").json()["archived_at"] is None
    assert client.get(f"/api/parts/{second}").json()["merged_into"] is None


def test_a_pair_that_differs_leaves_the_list_and_each_decision_is_undone(client, twins, refused, invalid):
    def pairs():
        return client.get("/api/duplicates").json()["total"], client.get("/api/duplicates/dismissed").json()["total"]

    first, second, third = twins
    decided = client.post(f"/api/parts/{second}/not-duplicate", json={"other": first, "note": " 1 % is 5 % "})
    assert (decided.status_code, pairs()) == (201, (0, 1))
    (row,) = client.get("/api/duplicates/dismissed").json()["items"]
    assert [row["first"], row["second"], row["note"]] == [*sorted(twins[:2]), "1 % is 5 %"]
    refused(client.post(f"/api/parts/{first}/not-duplicate", json={"other": second}), 409, "INVALID_OPERATION")
    refused(client.post(f"/api/parts/{first}/not-duplicate", json={"other": first}), 409, "INVALID_OPERATION")
    refused(client.delete(f"/api/parts/{first}/not-duplicate/{third}"), 404, "RECORD_NOT_FOUND")
    assert invalid(client.post(f"/api/parts/{first}/not-duplicate", json={"note": "x"})) == ["other"]
    client.post(f"/api/batches/{decided.json()['batch']}/undo")
    assert pairs() == (1, 0)
    client.post(f"/api/parts/{first}/not-duplicate", json={"other": second})
    forgotten = client.delete(f"/api/parts/{first}/not-duplicate/{second}").json()
    assert pairs() == (1, 0)
    client.post(f"/api/batches/{forgotten['batch']}/undo")
    assert pairs() == (0, 1)


def test_a_deleted_part_takes_its_decisions_along_and_undo_brings_them_back(client, twins):
    first, second, _ = twins
    client.post(f"/api/parts/{first}/not-duplicate", json={"other": second})
    assert client.delete(f"/api/parts/{second}").status_code == 204
    assert client.get("/api/duplicates/dismissed").json()["total"] == 0
    (batch,) = client.get("/api/batches", params={"limit": 1}).json()["items"]
    assert client.post(f"/api/batches/{batch['id']}/undo").json()["left"] == []
    assert client.get("/api/duplicates/dismissed").json()["total"] == 1


def test_impossible_merges_are_refused(client, twins, refused, invalid):
    first = twins[0]
    refused(client.post(f"/api/parts/{first}/merge", json={"into": first}), 409, "INVALID_OPERATION")
    refused(client.post(f"/api/parts/{first}/merge", json={"into": "ZZZZ"}), 404, "RECORD_NOT_FOUND")
    assert invalid(client.post(f"/api/parts/{first}/merge", json={})) == ["into"]
