"""Configurations: what can be stored, and differences that tell exactly what changed."""

import json
from datetime import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.catalogue.config_rules import MAX_BYTES, MAX_DEPTH, check_json_object, differences, same_json
from app.exceptions import ValidationException

KEYS = st.sampled_from(["a", "b", "a.b", '"a', 'b"', '"a.b"', "", "."])
LEAVES = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "x"])
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)
CONFIGS = st.dictionaries(KEYS, VALUES, max_size=3)


@given(CONFIGS, CONFIGS)
@example({"a.b": 1}, {"a": {"b": 1}})
@example({'"a': {'b"': 1}}, {'"a.b"': 1})
@example({"a": {}}, {})
@example({"a": True}, {"a": 1})
def test_there_is_a_difference_exactly_where_two_are_not_the_same(before, after):
    assert (differences(before, after) == []) == same_json(before, after)


@given(CONFIGS, CONFIGS)
def test_differences_read_backwards_are_those_of_the_way_back(before, after):
    opposite = {"added": "removed", "removed": "added", "changed": "changed"}
    there = [(d.path, d.change, d.before, d.after) for d in differences(before, after)]
    back = [(d.path, opposite[d.change], d.after, d.before) for d in differences(after, before)]
    assert there == back


def test_each_key_is_named_by_its_path_with_both_values():
    before = {"wifi": {"ssid": "a", "channel": 6}, "led": True, "list": [1, 2]}
    after = {"wifi": {"ssid": "b", "channel": 6}, "list": [2, 1], "new": {"deep": None}}
    assert [(d.path, d.change, d.before, d.after) for d in differences(before, after)] == [
        ("led", "removed", True, None),
        ("list", "changed", [1, 2], [2, 1]),
        ("new.deep", "added", None, None),
        ("wifi.ssid", "changed", "a", "b"),
    ]


def test_the_order_of_keys_does_not_matter_and_that_of_lists_does():
    assert same_json({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert not same_json([1, 2], [2, 1])
    assert not same_json(True, 1)
    assert not same_json(None, False)


def nested(depth):
    value = {}
    for _ in range(depth - 1):
        value = {"a": value}
    return value


@given(CONFIGS)
def test_plain_json_is_taken_as_it_is(config):
    assert check_json_object(config, "config") is config
    assert json.loads(json.dumps(config)) == config


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "must be a JSON object"),
        ([1], "must be a JSON object"),
        ("{}", "must be a JSON object"),
        ({1: "a"}, "a key that is not a text"),
        ({"a": {"b": float("nan")}}, "not finite"),
        ({"a": [float("-inf")]}, "not finite"),
        ({"a": 2**63}, "beyond 64 bits"),
        ({"a": "x\x00"}, "NUL"),
        ({"a\x00": 1}, "NUL"),
        ({"a": "\udc00"}, "surrogate"),
        ({"a": datetime(2026, 1, 1)}, "not JSON"),  # noqa: DTZ001 - any foreign object
        ({"a": (1, 2)}, "not JSON"),
        ({"a": b"x"}, "not JSON"),
        ({"a": "x" * MAX_BYTES}, "at most"),
        ({"a": ["µ" * 1000] * 200}, "at most"),
        (nested(MAX_DEPTH + 1), "nested more than"),
        (nested(5000), "nested more than"),
    ],
)
def test_what_no_database_can_hold_is_refused_in_words(value, words):
    with pytest.raises(ValidationException) as caught:
        check_json_object(value, "config")
    assert words in caught.value.message
    assert caught.value.field == "config"


def test_the_limits_themselves_are_fine():
    check_json_object(nested(MAX_DEPTH), "config")
    check_json_object({"a": 2**63 - 1, "b": -(2**63) + 1}, "config")
    check_json_object({"a": "x" * (MAX_BYTES - len('{"a": ""}'))}, "config")
