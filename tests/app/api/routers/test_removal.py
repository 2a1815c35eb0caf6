"""Inventory: DELETE takes its fields from the body or from the query."""

import pytest

pytestmark = pytest.mark.integration

ADDRESS = "/api/inventory/parts/ABCD/stock"


def test_the_query_does_as_well_as_a_body(client, store, held):
    wanted = {"location": "1-1", "quantity": 4, "reason": "scrap", "note": "burnt", "reference": "case 7"}
    answer = client.delete(ADDRESS, params=wanted)
    assert (answer.status_code, answer.json()["message"]) == (200, "Scrapped 4 of ABCD from 1-1")
    latest = client.get("/api/parts/ABCD/history").json()["items"][0]
    assert {name: latest[name] for name in ("delta", "reason", "note", "reference")} == {
        "delta": -4,
        "reason": "scrap",
        "note": "burnt",
        "reference": "case 7",
    }
    assert held("ABCD") == {"1-1": 6}


def test_a_body_wins_over_the_query(client, store, held):
    client.request(
        "DELETE", ADDRESS, params={"location": "1-4", "quantity": 9}, json={"location": "1-1", "quantity": 1}
    )
    assert held("ABCD") == {"1-1": 9}


@pytest.mark.parametrize(
    ("params", "fields"),
    [
        ({}, ["location", "quantity"]),
        ({"location": "1-1"}, ["quantity"]),
        ({"quantity": 1}, ["location"]),
        ({"location": "1-1", "quantity": 0}, ["quantity"]),
        ({"location": "1-1", "quantity": "many"}, ["quantity"]),
        ({"location": "1-1", "quantity": "1.5"}, ["quantity"]),
        ({"location": "1-1", "quantity": "9" * 30}, ["quantity"]),
        ({"location": "1", "quantity": 1}, ["location"]),
        ({"location": "first", "quantity": 1}, ["location"]),
        ({"location": "1-1", "quantity": 1, "reason": "receive"}, ["reason"]),
        ({"location": "1-1", "quantity": 1, "note": "n" * 2001}, ["note"]),
        ({"location": "1-1", "quantity": 1, "reference": "r" * 201}, ["reference"]),
    ],
)
@pytest.mark.usefixtures("store")
def test_an_impossible_query_is_refused_with_its_fields(client, invalid, held, params, fields):
    assert invalid(client.delete(ADDRESS, params=params)) == fields
    assert held("ABCD") == {"1-1": 10}


@pytest.mark.parametrize(
    ("address", "params", "refusal"),
    [
        ("/api/inventory/parts/ZZZZ/stock", {"location": "1-1", "quantity": 1}, (404, "RECORD_NOT_FOUND")),
        (ADDRESS, {"location": "1-9", "quantity": 1}, (404, "RECORD_NOT_FOUND")),
        (ADDRESS, {"location": "1-1", "quantity": 11}, (409, "INSUFFICIENT_QUANTITY")),
        (ADDRESS, {"location": "1-2", "quantity": 1}, (409, "INSUFFICIENT_QUANTITY")),
    ],
)
@pytest.mark.usefixtures("store")
def test_a_query_is_refused_like_a_body(client, refused, address, params, refusal):
    refused(client.delete(address, params=params), *refusal)
    refused(client.request("DELETE", address, json=params), *refusal)


def test_a_repeated_query_does_nothing_twice(client, store, held):
    answers = [
        client.delete(ADDRESS, params={"location": "1-1", "quantity": 3}, headers={"Idempotency-Key": "bench-1"})
        for _ in range(2)
    ]
    assert [answer.json()["repeated"] for answer in answers] == [False, True]
    assert held("ABCD") == {"1-1": 7}
