"""Requests that are wrong before any rule of the store is asked: bodies, content types and ids nobody knows.

All operations of the document are called, new ones included; each refusal has the error body and leaves nothing behind.
"""

import re

import pytest
from sqlalchemy import text

from tests.app.api.document import DOCUMENT

pytestmark = pytest.mark.integration

JSON = "application/json"
ERROR = {"error", "details", "code", "correlationId"}
OPERATIONS = [
    (method, path, operation) for path, methods in DOCUMENT["paths"].items() for method, operation in methods.items()
]
WITH_BODY = [
    (method, path)
    for method, path, operation in OPERATIONS
    if JSON in operation.get("requestBody", {}).get("content", {})
]
UNKNOWN = {"key": "ZZZZ", "other": "ZZZY", "location": "999-9", "label": "999-9", "sha256": "0" * 64}
WRONG = [
    (b"", JSON),
    (b"[]", JSON),
    (b'"text"', JSON),
    (b"7", JSON),
    (b"null", JSON),
    (b'{"a": ', JSON),
    (b"\xff\xfe", JSON),
    (b"[" * 5_000, JSON),
    (b"{}", "text/plain"),
    (b"a=1", "application/x-www-form-urlencoded"),
]


@pytest.fixture
def container(storage_container):
    """A store with a bucket, because documents are part of the API."""
    return storage_container


@pytest.fixture
def traces(container):
    """How many batches there are: each write belongs to one."""

    def look():
        with container.engine().connect() as connection:
            return connection.execute(text("SELECT count(*) FROM batches")).scalar_one()

    return look


def address(path, ids):
    """The address with these ids, and 999999 where none is given."""
    return re.sub(r"\{(\w+)\}", lambda found: ids.get(found[1], "999999"), path)


def body_of(operation):
    """The first example of the body, or that of the schema it refers to; nothing when it takes none."""
    content = operation.get("requestBody", {}).get("content", {}).get(JSON)
    if content is None:
        return {}
    name = re.search(r"#/components/schemas/(\w+)", str(content["schema"]))
    return {"json": (DOCUMENT["components"]["schemas"][name[1]].get("examples") or [{}])[0]}


@pytest.mark.usefixtures("store")
def test_a_body_that_is_none_is_refused_by_every_operation(client, traces, subtests):
    assert len(WITH_BODY) > 40
    before = traces()
    for method, path in WITH_BODY:
        with subtests.test(f"{method} {path}"):
            for content, kind in WRONG:
                known = {"key": "ABCD", "location": "1-1", "label": "1-1", "box_no": "1"}
                answer = client.request(method, address(path, known), content=content, headers={"Content-Type": kind})
                assert 400 <= answer.status_code < 500, (content[:20], kind, answer.text)
                assert set(answer.json()) == ERROR, (content[:20], kind)
    assert traces() == before


def asks_for_more(operation):
    """Whether a file or a question must come with it, and is asked for before the record is."""
    content = operation.get("requestBody", {}).get("content", {})
    return "multipart/form-data" in content or any(
        given["in"] == "query" and given.get("required") for given in operation.get("parameters", [])
    )


@pytest.mark.usefixtures("store")
def test_a_record_that_nobody_knows_is_not_found_by_every_operation(client, traces, subtests):
    before = traces()
    for method, path, operation in OPERATIONS:
        if "{" in path and not asks_for_more(operation):
            with subtests.test(f"{method} {path}"):
                answer = client.request(method, address(path, UNKNOWN), **body_of(operation))
                assert set(answer.json()) == ERROR
                # The web is asked outside of the transaction in which the record is looked up.
                assert answer.status_code == 404 or answer.json()["code"] == "ADDRESS_UNREACHABLE", answer.text
    assert traces() == before


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/api/boxes", {"description": "Drawer", "capacity": 4, "x_m": True}, "x_m"),
        ("/api/boxes", {"description": "Drawer", "capacity": 4, "y_m": "3"}, "y_m"),
        ("/api/kits/shopping-list-memberships/query", {"kit_ids": [1], "include_done": 0.0}, "include_done"),
        ("/api/parts/shopping-list-memberships/query", {"part_keys": ["ABCD"], "include_done": "no"}, "include_done"),
    ],
)
def test_truth_is_no_number_and_a_number_no_truth(client, traces, path, body, field):
    before = traces()
    answer = client.post(path, json=body)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["details"]["errors"]] == [field]
    assert traces() == before
