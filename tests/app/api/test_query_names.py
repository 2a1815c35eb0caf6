"""A query parameter that an operation does not declare is refused, with those that it takes."""

import pytest
from fastapi.testclient import TestClient

from tests.app.api.document import DOCUMENT

OPERATIONS = [(method, path) for path, methods in DOCUMENT["paths"].items() for method in methods]


@pytest.fixture
def client(application):
    """Without a store: it is not asked."""
    return TestClient(application, base_url="http://localhost")


def declared(method, path):
    given = DOCUMENT["paths"][path][method].get("parameters", [])
    return {parameter["name"] for parameter in given if parameter["in"] == "query"}


def test_every_operation_refuses_an_unknown_name_and_says_which_it_takes(client, subtests):
    for method, path in OPERATIONS:
        with subtests.test(f"{method} {path}"):
            body = client.request(method, path.replace("{", "").replace("}", ""), params={"Colour": "red"}).json()
            (problem,) = body["details"]["errors"]
            assert (body["code"], problem["field"]) == ("VALIDATION_FAILED", "Colour")
            start, taken = problem["message"].split("; it takes ")
            assert start == "'Colour' is not a query parameter of this address"
            assert set(taken.split(", ")) == (declared(method, path) or {"none"})


def test_the_name_of_a_filter_that_does_not_exist_is_no_silent_everything(client):
    answer = client.get("/api/parts", params={"type": "Resistor"})
    assert answer.status_code == 400
    assert answer.json()["error"] == (
        "'type' is not a query parameter of this address; "
        "it takes type_id, query, include_archived, sort, limit, offset"
    )
