"""Checks device configurations against the JSON Schema of their model. Nothing is ever fetched from the network."""

from typing import Any

from jsonschema import Draft202012Validator, SchemaError  # type: ignore[import-untyped]  # ships no types
from jsonschema.exceptions import best_match  # type: ignore[import-untyped]  # ships no types
from referencing import Registry
from referencing.exceptions import Unresolvable

from app.domain.catalogue.config_rules import check_json_object
from app.exceptions import ValidationException

_SHOWN = 300


def check_schema(schema: object) -> dict[str, Any]:
    """The schema itself when it is a JSON Schema (2020-12).

    Raises:
        ValidationException: it is not; says where.
    """
    checked = check_json_object(schema, "config_schema")
    try:
        Draft202012Validator.check_schema(checked)
    except SchemaError as error:
        raise ValidationException(
            f"The schema is not a JSON Schema: {_describe(error)}", field="config_schema"
        ) from error
    return checked


def check_config(config: object, schema: dict[str, Any] | None) -> dict[str, Any]:
    """The configuration itself when it is a JSON object that fits the model's schema, if there is one.

    Raises:
        ValidationException: it is not; says which key and why.
    """
    checked = check_json_object(config, "config")
    if schema is None:
        return checked
    validator = Draft202012Validator(schema, registry=Registry())
    try:
        error = best_match(validator.iter_errors(checked))
    except Unresolvable as unknown:
        raise ValidationException(
            f"The model's schema refers to {str(unknown.ref)[:80]}, which is not part of it; correct the schema",
            field="config_schema",
        ) from unknown
    except RecursionError as endless:
        raise ValidationException(
            "The model's schema refers to itself without end; correct the schema", field="config_schema"
        ) from endless
    if error is not None:
        raise ValidationException(f"The configuration does not fit the model: {_describe(error)}", field="config")
    return checked


def _describe(error: Any) -> str:
    """Where and what, such as `wifi.channel: 99 is greater than the maximum of 13`."""
    path = ".".join(str(step) for step in error.absolute_path)
    message = f"{path}: {error.message}" if path else str(error.message)
    return message if len(message) <= _SHOWN else message[:_SHOWN] + "..."
