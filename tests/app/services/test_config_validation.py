"""Schemas and configurations of devices: what is wrong is named by its path, and nothing outside is ever asked."""

import socket

import pytest

from app.exceptions import ValidationException
from app.services.config_validation import check_config, check_schema

WIFI = {
    "type": "object",
    "required": ["wifi"],
    "additionalProperties": False,
    "properties": {
        "wifi": {
            "type": "object",
            "properties": {"channel": {"type": "integer", "maximum": 13}, "ssid": {"type": "string", "pattern": "^a"}},
        },
        "levels": {"type": "array", "items": {"type": "number"}},
    },
}
TREE = {"$ref": "#/$defs/node", "$defs": {"node": {"properties": {"kids": {"items": {"$ref": "#/$defs/node"}}}}}}


def refusal(check, *given):
    with pytest.raises(ValidationException) as caught:
        check(*given)
    return caught.value


@pytest.mark.parametrize("schema", [{}, WIFI, TREE, {"$ref": "#/$defs/a", "$defs": {"a": True}}])
def test_a_json_schema_is_taken_as_it_is(schema):
    assert check_schema(schema) is schema


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "strange"}, "type: 'strange' is not valid"),
        ({"properties": {"a": {"maximum": "ten"}}}, "properties.a.maximum: 'ten' is not of type 'number'"),
        ({"pattern": "("}, "pattern: '(' is not a 'regex'"),
        ({"required": "wifi"}, "required: 'wifi' is not of type 'array'"),
        ({"multipleOf": 0}, "multipleOf"),
        (True, "JSON object"),
        (None, "JSON object"),
        ({"const": float("inf")}, "not finite"),
    ],
)
def test_what_is_no_schema_is_refused_with_the_place(schema, words):
    error = refusal(check_schema, schema)
    assert words in error.message
    assert error.field == "config_schema"


@pytest.mark.parametrize("config", [{"wifi": {}}, {"wifi": {"channel": 13, "ssid": "abc"}, "levels": [1, 2.5]}])
def test_a_configuration_that_fits_is_taken_as_it_is(config):
    assert check_config(config, WIFI) is config


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({}, "'wifi' is a required property"),
        ({"wifi": {"channel": 99}}, "wifi.channel: 99 is greater than the maximum of 13"),
        ({"wifi": {"channel": True}}, "wifi.channel: True is not of type 'integer'"),
        ({"wifi": {"ssid": "xyz"}}, "wifi.ssid: 'xyz' does not match '^a'"),
        ({"wifi": {}, "levels": [1, "two"]}, "levels.1: 'two' is not of type 'number'"),
        ({"wifi": {}, "other": 1}, "'other' was unexpected"),
        ([], "JSON object"),
    ],
)
def test_what_does_not_fit_is_named_by_its_path(config, words):
    error = refusal(check_config, config, WIFI)
    assert words in error.message
    assert error.field == "config"


def test_without_a_schema_any_json_object_fits():
    config = {"anything": [None, {"deep": True}]}
    assert check_config(config, None) is config
    assert "JSON object" in refusal(check_config, "text", None).message


def test_a_schema_may_refer_to_its_own_parts():
    assert check_config({"kids": [{"kids": []}, {}]}, TREE)
    assert "kids" in refusal(check_config, {"kids": [{"kids": 5}]}, {**TREE, "$defs": {"node": {
        "properties": {"kids": {"type": "array", "items": {"$ref": "#/$defs/node"}}}}}}).message  # fmt: skip


@pytest.mark.parametrize(
    "place", ["https://example.com/schema.json", "file:///etc/passwd", "#/$defs/nowhere", "other.json"]
)
def test_nothing_outside_the_schema_is_read(place, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "create_connection", refuse)
    error = refusal(check_config, {"a": 1}, {"$ref": place})
    assert place.lstrip("#") in error.message
    assert "correct the schema" in error.message


@pytest.mark.parametrize(
    "schema", [{"$ref": "#"}, {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}]
)
def test_a_schema_that_goes_round_in_circles_is_an_error_in_words(schema):
    assert "refers to itself without end" in refusal(check_config, {"a": 1}, schema).message


def test_long_reasons_are_cut():
    message = refusal(check_config, {"a": "x" * 5000}, {"properties": {"a": {"type": "integer"}}}).message
    assert len(message) < 400
    assert message.endswith("...")
