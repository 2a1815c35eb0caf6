"""Device configurations as JSON: what can be stored, and how two of them differ."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from app.domain.catalogue.text_rules import clean_text, label
from app.exceptions import ValidationException

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
MAX_INTEGER = 2**63 - 1


@dataclass(frozen=True)
class ConfigDifference:
    """One key that differs; `path` joins nested keys by dots, `change` is added, removed or changed.

    A key that itself holds a dot or a quotation mark is written in quotation marks, so that every path names one place.
    """

    path: str
    change: str
    before: Any
    after: Any


def check_json_object(value: object, field: str) -> dict[str, Any]:
    """The value itself when it is a JSON object that a database can hold.

    Raises:
        ValidationException: no object, too large or deep, or with values that JSON does not know.
    """
    if not isinstance(value, dict):
        raise ValidationException(f"{label(field)} must be a JSON object", field=field)
    _check(value, field, 1)
    size = len(json.dumps(value, ensure_ascii=False).encode())
    if size > MAX_BYTES:
        raise ValidationException(f"{label(field)} takes {size} bytes; at most {MAX_BYTES} are kept", field=field)
    return value


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[ConfigDifference]:
    """Keys that were added, removed or changed, by path; lists are compared as a whole."""
    old, new = _flatten(before), _flatten(after)
    found = []
    for path in sorted(old.keys() | new.keys()):
        if path not in old:
            found.append(ConfigDifference(path, "added", None, new[path]))
        elif path not in new:
            found.append(ConfigDifference(path, "removed", old[path], None))
        elif not same_json(old[path], new[path]):
            found.append(ConfigDifference(path, "changed", old[path], new[path]))
    return found


def same_json(left: object, right: object) -> bool:
    """Equal as JSON: the order of keys does not matter, and true is not 1."""
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


def _flatten(value: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, member in value.items():
        path = prefix + (json.dumps(key) if "." in key or '"' in key else key)
        if isinstance(member, Mapping) and member:
            flat |= _flatten(member, f"{path}.")
        else:
            flat[path] = member
    return flat


def _check(value: object, field: str, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ValidationException(f"{label(field)} is nested more than {MAX_DEPTH} levels deep", field=field)
    if isinstance(value, dict):
        for key, member in value.items():
            if not isinstance(key, str):
                raise ValidationException(f"{label(field)} has a key that is not a text", field=field)
            clean_text(key, field)
            _check(member, field, depth + 1)
    elif isinstance(value, list):
        for member in value:
            _check(member, field, depth + 1)
    else:
        _check_scalar(value, field)


def _check_scalar(value: object, field: str) -> None:
    if isinstance(value, str):
        clean_text(value, field, MAX_BYTES)
    elif isinstance(value, float):
        if not isfinite(value):
            raise ValidationException(f"{label(field)} contains a number that is not finite", field=field)
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ValidationException(f"{label(field)} contains a number beyond 64 bits", field=field)
    elif value is not None:
        raise ValidationException(f"{label(field)} contains something that is not JSON", field=field)
