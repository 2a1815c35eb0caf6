"""Every text field of every JSON body the document knows, new operations included, filled with what broke others.

The answer is the same text back or a refusal with the error body, and a refusal leaves nothing behind.
"""

import copy
import json
import re

import pytest
from sqlalchemy import text

from tests.app.api.document import DOCUMENT
from tests.hostile_texts import one_in_three

pytestmark = pytest.mark.integration

HOSTILE = (
    "",
    "a\x00b",
    "\udc00\ud800",
    "\uffff\u202e\u0301",
    "'); DROP TABLE parts;-- ${7*7}%s%n",
    "=cmd|' /C calc'!A0",
    "x" * 25_000,
    "https://[::1",
    "٣ 👩‍👩‍👧‍👦",
)
STORED_OTHERWISE = re.compile(r"url|link|website|currency|tags|key|location|type|reason|draft|search")
"""Fields with a form of their own, which may be written in the store's way."""


def resolved(schema):
    """The schema itself, or the one it refers to; of several the first that is an object."""
    for one in (schema, *schema.get("anyOf", [])):
        if "$ref" in one:
            return DOCUMENT["components"]["schemas"][one["$ref"].rsplit("/", 1)[1]]
    return schema


def takes_text(schema):
    kinds = [one.get("type") for one in (schema, *schema.get("anyOf", []))]
    return "string" in kinds or any(
        takes_text(one["items"]) for one in (schema, *schema.get("anyOf", [])) if one.get("items")
    )


BODIES = [
    (method, path, resolved(content["schema"]))
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
    if (content := operation.get("requestBody", {}).get("content", {}).get("application/json"))
]
FIELDS = [
    (method, path, name, body)
    for method, path, body in BODIES
    for name, schema in body["properties"].items()
    if takes_text(schema)
]


@pytest.fixture
def container(storage_container):
    """A store with a bucket, because documents are part of the API."""
    return storage_container


@pytest.fixture
def full(store, client):
    """The small store, with one of everything that addresses name."""
    made = [
        ("/api/sellers", {"name": "Shop"}),
        ("/api/kits", {"name": "Lamp", "build_target": 2}),
        ("/api/kits/1/contents", {"part_key": "ABCD", "required_per_unit": 1}),
        ("/api/kits/1/pick-lists", {"units": 1}),
        ("/api/parts/ABCD/seller-links", {"seller_id": 1}),
        ("/api/shopping-lists", {"name": "May"}),
        ("/api/shopping-lists/1/lines", {"part_key": "EFGH", "needed": 5}),
    ]
    for path, body in made:
        assert client.post(path, json=body).status_code == 201, path


@pytest.fixture
def traces(container):
    """How much is written in the books."""

    def look():
        with container.engine().connect() as connection:
            names = ("batches", "batch_changes", "stock_movements", "parts", "kits", "sellers", "shopping_lists")
            query = "SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in names)
            return tuple(connection.execute(text(query)).one())

    return look


def address(path):
    """The address of what `full` made."""
    known = {"{key}": "ABCD", "{location}": "1-1"}
    return re.sub(r"\{\w+\}", lambda found: known.get(found[0], "1"), path)


def test_the_document_has_bodies_with_text():
    assert len(BODIES) > 40
    assert len(FIELDS) > 60


@pytest.fixture
def assert_survives(client, traces):
    """Sends a body with a hostile text in one field and looks at the answer and the books."""

    written = traces()

    def act(method, path, name, body, hostile):
        filled = copy.deepcopy(body["examples"][0]) if body.get("examples") else {}
        filled[name] = [hostile] if isinstance(filled.get(name), list) else hostile
        nonlocal written
        before = written
        json_text = {"content": json.dumps(filled), "headers": {"Content-Type": "application/json"}}
        answer = client.request(method, address(path), **json_text)
        written = traces()
        if answer.status_code >= 400:
            assert answer.status_code < 500, (ascii(hostile), answer.text)
            assert set(answer.json()) == {"error", "details", "code", "correlationId"}
            assert written == before, ascii(hostile)
        else:
            assert_same_text(answer, name, hostile)
            # Tags to take away that no part has are looked up and never written.
            assert written == before or not re.search("[\x00\ud800-\udfff]", hostile), "no store holds these"

    return act


@pytest.mark.usefixtures("full")
def test_text_comes_back_as_it_was_or_is_refused_without_a_trace(subtests, assert_survives):
    for place, (method, path, name, body) in enumerate(FIELDS):
        with subtests.test(f"{method} {path} {name}"):
            for hostile in one_in_three(HOSTILE, place):
                assert_survives(method, path, name, body, hostile)


@pytest.mark.usefixtures("full")
def test_the_list_of_naughty_strings_goes_through_all_fields(shared_data, subtests, assert_survives):
    """Each field takes every hundred-and-thirtieth string, each with another start, so that all of them are sent."""
    strings = json.loads((shared_data / "hostile" / "blns" / "blns.json").read_text(encoding="utf-8"))
    for place, (method, path, name, body) in enumerate(FIELDS):
        with subtests.test(f"{method} {path} {name}"):
            for hostile in strings[place % 130 :: 130]:
                assert_survives(method, path, name, body, hostile)


def assert_same_text(answer, name, hostile):
    """A field of the answer that has the name of what was sent says the same."""
    told = answer.json() if answer.headers.get("content-type", "").startswith("application/json") else {}
    if isinstance(told, dict) and isinstance(told.get(name), str) and not STORED_OTHERWISE.search(name):
        assert told[name].strip() == hostile.strip()
