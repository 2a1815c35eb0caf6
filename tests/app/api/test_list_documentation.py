"""What the documentation says about lists: they all page, and every parameter and field shows what it looks like."""

import pytest

from tests.app.api.document import DOCUMENT

SCHEMAS = DOCUMENT["components"]["schemas"]
TELLING = {"example", "examples", "default", "enum", "const", "format"}


def answer(path):
    """The schema of what a GET answers, an empty one where that is no JSON."""
    content = DOCUMENT["paths"][path]["get"]["responses"]["200"].get("content", {})
    return content.get("application/json", {}).get("schema", {})


GETS = [path for path, methods in DOCUMENT["paths"].items() if "get" in methods]
LISTS = [path for path in GETS if answer(path).get("$ref", "").split("/")[-1].startswith("Page_")]


def query(path):
    given = DOCUMENT["paths"][path]["get"].get("parameters", [])
    return {parameter["name"]: parameter["schema"] for parameter in given if parameter["in"] == "query"}


def unclear(schema, name, seen=()):
    """Names of fields, however deep, that neither an example nor their type explains."""
    options = schema.get("anyOf", [])
    if schema.get("type") == "boolean" or any(
        TELLING & set(one) or one.get("type") == "boolean" for one in (schema, *options)
    ):
        return set()
    if "$ref" in schema:
        target = schema["$ref"].split("/")[-1]
        return set() if target in seen else unclear(SCHEMAS[target], target, (*seen, target))
    if "properties" in schema:
        fields = schema["properties"].items()
        return set().union(*(unclear(field, f"{name}.{key}", seen) for key, field in fields))
    inside = [one for one in [*options, schema.get("items", {})] if "$ref" in one]
    return set().union(*(unclear(one, name, seen) for one in inside)) if inside else {name}


def test_there_are_lists():
    assert len(LISTS) > 40


@pytest.mark.parametrize("path", LISTS)
def test_a_list_pages_and_its_documentation_has_examples(path):
    assert {"limit", "offset"} <= set(query(path))
    assert {name for name, schema in query(path).items() if unclear(schema, name)} == set()
    assert unclear(answer(path), path) == set()


def test_no_answer_is_a_bare_list():
    assert [path for path in GETS if answer(path).get("type") == "array"] == []
