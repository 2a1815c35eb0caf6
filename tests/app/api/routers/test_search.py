import pytest

pytestmark = pytest.mark.integration


@pytest.fixture
def found(client):
    client.post("/api/parts", json={"description": "Capacitor 100nF X7R", "package": "0603"})
    client.post("/api/parts", json={"description": "Resistor 4k7"})
    return lambda query, **more: client.get("/api/search", params={"query": query, **more})


def test_hits_come_best_first_with_what_matched(found):
    answer = found("0,1 µF 0603").json()
    assert answer["query"] == "0,1 µF 0603"
    (hit,) = answer["items"]
    assert (hit["kind"], hit["title"], hit["why"], hit["quantity"]) == (
        "part",
        "Capacitor 100nF X7R",
        "same value as 0,1 µF, package: 0603",
        0,
    )
    assert [hit["title"] for hit in found("4.7k").json()["items"]] == ["Resistor 4k7"]
    assert [hit["why"] for hit in found("resitsor").json()["items"]] == ["description has resistor, nearly resitsor"]


def test_an_empty_or_unknown_query_finds_nothing(found):
    assert [found(query).json()["items"] for query in ("", "  ", "zzzz", "%")] == [[], [], [], []]


def test_impossible_queries_are_refused(found, client, invalid):
    assert invalid(found("x" * 201)) == ["query"]
    assert invalid(found("x", limit=0)) == ["limit"]
    assert invalid(client.get("/api/search")) == ["query"]
    assert invalid(found("a\x00")) == ["query"]
