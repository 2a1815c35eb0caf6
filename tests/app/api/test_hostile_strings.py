"""Strings that broke other programs: stored and searched, each answered with JSON and never with 500."""

import json

import pytest

from tests.hostile_texts import one_in_three

pytestmark = pytest.mark.integration


@pytest.fixture
def post(client):
    """Sends a JSON body whatever its strings."""
    headers = {"Content-Type": "application/json"}
    return lambda address, body: client.post(address, content=json.dumps(body), headers=headers)


@pytest.fixture
def naughty(shared_data):
    """The Big List of Naughty Strings, or a part of it, and some that a JSON file cannot hold well."""
    files = sorted((shared_data / "hostile").rglob("blns.json"))
    if not files:  # data of others, which no clone of this project has
        pytest.skip("the list of naughty strings is not here")
    strings = json.loads(files[0].read_text(encoding="utf-8"))
    assert len(strings) > 400
    return [
        *one_in_three(strings),
        "\x00",
        "a\x00b",
        "\ud800",
        "\udc00\ud800",
        "\ufffe\uffff",
        "x" * 20_000,
        "x" * 20_001,
        "\U0010ffff" * 200,
    ]


def is_storable(text, limit=20_000):
    half = any("\ud800" <= character <= "\udfff" for character in text)
    return len(text) <= limit and "\x00" not in text and not half


def test_as_descriptions_they_read_back_equal_or_are_refused(client, post, naughty):
    kept = 0
    for text in naughty:
        answer = post("/api/parts", {"description": text})
        if is_storable(text) and text.strip():
            assert answer.status_code == 201, ascii(text)
            assert answer.json()["description"] == text.strip()
            assert client.get(f"/api/parts/{answer.json()['key']}").json() == answer.json()
            kept += 1
        else:
            assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_FAILED"), ascii(text)
    assert client.get("/api/parts").json()["total"] == kept


def test_as_queries_they_find_or_are_refused(client, store, naughty):
    for text in naughty:
        plain = text.encode("utf-8", "replace").decode()
        for address in ("/api/parts", "/api/boxes"):
            answer = client.get(address, params={"query": plain})
            is_plain = len(plain) <= 200 and "\x00" not in plain
            assert answer.status_code == (200 if is_plain else 400), ascii(text)
            assert set(answer.json()) >= ({"items", "total"} if is_plain else {"error", "correlationId"})


def test_as_addresses_and_headers_they_change_nothing(client, store, naughty):
    before = client.get("/api/batches").json()["total"]
    for text in naughty:
        safe = text.encode("utf-8", "replace").hex()
        part = "%" + "%".join(safe[place : place + 2] for place in range(0, len(safe), 2)) if safe else "x"
        for address in (f"/api/parts/{part}", f"/api/locations/{part}", f"/api/snapshots/{part}"):
            answer = client.get(address[:2000])
            assert answer.status_code in {200, 400, 404}, (ascii(text), answer.text)
            assert answer.json()
    assert client.get("/api/batches").json()["total"] == before


@pytest.mark.usefixtures("store")
def test_as_words_on_a_movement_they_read_back_equal_or_are_refused(client, post, naughty):
    for text in naughty:
        words = {"note": text, "reference": text}
        if len(text) > 200:
            refused = post("/api/inventory/parts/ABCD/stock", {"location": "1-2", "quantity": 1, "reference": text})
            assert refused.status_code == 400, (ascii(text), refused.text)
            del words["reference"]
        answer = post("/api/inventory/parts/ABCD/stock", {"location": "1-2", "quantity": 1} | words)
        assert answer.status_code == (201 if is_storable(text, 2000) else 400), (ascii(text), answer.text)
        if answer.status_code == 201:
            line = client.get("/api/parts/ABCD/history?limit=1").json()["items"][0]
            assert {(line[field] or "").strip() for field in words} == {text.strip()}, ascii(text)
