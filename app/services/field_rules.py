"""Checks the fields of one record before they reach the database, and says what is wrong in the user's words.

Types, lengths and emptiness are read off the model, so that a rule is stated once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from sqlalchemy import ARRAY, Column, Numeric, inspect
from sqlalchemy.sql.type_api import TypeEngine

from app.domain.catalogue.text_rules import clean_text, label
from app.exceptions import ValidationException
from app.models import Base

MAX_INT = 2**31 - 1
"""Largest number of an integer column."""
MAX_LIST = 100
MAX_TAG = 100
_LINK = re.compile(r"https?://[^\s<>\"]+$", re.IGNORECASE)


@dataclass(frozen=True)
class FieldRules:
    """What may be written to a record: `names` of `model`, smallest numbers, words to choose from, web addresses."""

    model: type[Base]
    names: frozenset[str]
    least: Mapping[str, int] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    links: frozenset[str] = frozenset()

    def clean(self, values: Mapping[str, object], *, partial: bool = False) -> dict[str, Any]:
        """Values ready for the model; with `partial` only what is given, else every required field must be there.

        Raises:
            ValidationException: naming the field and the limit.
        """
        unknown = sorted(set(values) - self.names)
        if unknown:
            raise ValidationException(f"'{unknown[0][:60]}' is not a field that can be written here", field=unknown[0])
        columns = inspect(self.model).columns
        cleaned = {name: self._clean(name, columns[name], value) for name, value in values.items()}
        expected = values if partial else self.names
        for name in sorted(expected):
            if cleaned.get(name) is None and _is_required(columns[name]):
                raise ValidationException(f"{label(name)} must be filled in", field=name)
        return cleaned

    def _clean(self, name: str, column: Column[Any], value: object) -> Any:
        if isinstance(column.type, ARRAY):
            return self._clean_list(name, value)
        if value is None:
            return getattr(column.default, "arg", None)
        cleaned = _clean_scalar(name, column.type, value)
        if name in self.choices and cleaned is not None and cleaned not in self.choices[name]:
            raise ValidationException(f"{label(name)} must be one of {', '.join(self.choices[name])}", field=name)
        if name in self.least and cleaned < self.least[name]:
            raise ValidationException(f"{label(name)} must be at least {self.least[name]}", field=name)
        if name in self.links and cleaned is not None and _LINK.match(cleaned) is None:
            raise ValidationException(f"{label(name)} must be an address that begins with https://", field=name)
        return cleaned

    def _clean_list(self, name: str, value: object) -> list[str]:
        if value is None:
            return []
        if not isinstance(value, list | tuple) or len(value) > MAX_LIST:
            raise ValidationException(f"{label(name)} must be a list of at most {MAX_LIST} texts", field=name)
        texts = [text for text in (clean_text(member, name, MAX_TAG) for member in value) if text]
        for text in texts:
            if name in self.choices and text not in self.choices[name]:
                raise ValidationException(f"{label(name)} may hold {', '.join(self.choices[name])}", field=name)
        return list(dict.fromkeys(texts))


def check_page(limit: int, offset: int) -> None:
    """Refuse pages that make no sense before the database does.

    Raises:
        ValidationException: limit outside 1..1000 or a negative or absurd offset.
    """
    if not 1 <= limit <= 1000:
        raise ValidationException("limit must be between 1 and 1000", field="limit")
    if not 0 <= offset <= MAX_INT:
        raise ValidationException(f"offset must be between 0 and {MAX_INT}", field="offset")


def check_id(value: int, name: str) -> int:
    """A database id that can exist; a larger one cannot be asked for.

    Raises:
        ValidationException: not a whole number between 1 and the largest id.
    """
    number = _whole(name, value)
    if number < 1:
        raise ValidationException(f"{label(name)} must be at least 1", field=name)
    return number


def _clean_scalar(name: str, kind: TypeEngine[Any], value: object) -> Any:
    python_type = kind.python_type
    if python_type is str:
        return clean_text(value, name, kind.impl.length if hasattr(kind, "impl") else getattr(kind, "length", None))
    if python_type is bool:
        if not isinstance(value, bool):
            raise ValidationException(f"{label(name)} must be true or false", field=name)
        return value
    if python_type is int:
        return _whole(name, value)
    if isinstance(kind, Numeric) and python_type is Decimal:
        return _decimal(name, kind, value)
    if python_type is float:
        return float(_number(name, value))
    if python_type is datetime and not (isinstance(value, datetime) and value.tzinfo):
        raise ValidationException(f"{label(name)} must be an instant with its time zone", field=name)
    return value


def _whole(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValidationException(f"{label(name)} must be a whole number", field=name)
    if abs(value) > MAX_INT:
        raise ValidationException(f"{label(name)} must be between -{MAX_INT} and {MAX_INT}", field=name)
    return value


def _number(name: str, value: object) -> int | float | Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValidationException(f"{label(name)} must be a number", field=name)
    if (isinstance(value, Decimal) and not value.is_finite()) or (isinstance(value, float) and not isfinite(value)):
        raise ValidationException(f"{label(name)} must be a finite number", field=name)
    number: int | float | Decimal = value
    if not -(10**15) <= number <= 10**15:
        raise ValidationException(f"{label(name)} is too large", field=name)
    return number


def _decimal(name: str, kind: Numeric[Any], value: object) -> Decimal:
    scale, precision = kind.scale or 0, kind.precision or 18
    number = Decimal(str(_number(name, value))).quantize(Decimal(1).scaleb(-scale))
    if abs(number) >= Decimal(10) ** (precision - scale):
        raise ValidationException(f"{label(name)} must be below {10 ** (precision - scale)}", field=name)
    return number


def _is_required(column: Column[Any]) -> bool:
    return not column.nullable and column.default is None and column.server_default is None
