"""The fields of one record of a drop: each is what it should be, or refused by name with what to do."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

CLOCK_SKEW = timedelta(minutes=5)
"""How far a device's clock may run ahead of the store's."""
_END = 2**53
"""Whole numbers from here on are no longer exact in every JSON writer."""
_SHOWN = 40
_TIMESTAMP = "an ISO timestamp, like 2026-01-31T08:00:00Z"

Record = dict[str, Any]


def text(record: Record, name: str, wanted: str, pattern: re.Pattern[str] | None = None) -> str | None:
    """A text, which matches `pattern` as a whole; None when it is missing or empty.

    Raises:
        ValueError: it is something else; `wanted` says what to give.
    """
    value = record.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or (pattern and not pattern.fullmatch(value)):
        raise ValueError(_refusal(name, value, wanted))
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError(f"'{name}' contains half of a character (a lone surrogate); write the file in UTF-8")
    return value


def needed_text(record: Record, name: str, wanted: str, pattern: re.Pattern[str] | None = None) -> str:
    """A text that must be there.

    Raises:
        ValueError: it is missing, empty or something else.
    """
    value = text(record, name, wanted, pattern)
    if value is None:
        raise ValueError(f"'{name}' is missing; give {wanted}")
    return value


def whole_number(record: Record, name: str, wanted: str, minimum: int) -> int | None:
    """A whole number from `minimum` on; None when it is missing.

    Raises:
        ValueError: it is something else.
    """
    value = record.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not minimum <= value < _END:
        raise ValueError(_refusal(name, value, wanted))
    return value


def instant(record: Record, name: str, arrived_at: datetime) -> datetime | None:
    """An instant in UTC, which a time without a zone is taken to be; None when it is missing.

    One after the file arrived is refused: a device whose clock runs ahead would otherwise seem alive long after it fell
    silent.

    Raises:
        ValueError: it is no ISO timestamp, or lies after `arrived_at`.
    """
    value = record.get(name)
    if value is None:
        return None
    found = _in_utc(name, value)
    if found - arrived_at > CLOCK_SKEW:
        raise ValueError(f"'{name}' lies after {arrived_at:%Y-%m-%d %H:%M} UTC, when the line arrived; set the clock")
    return found


def needed_instant(record: Record, name: str, arrived_at: datetime) -> datetime:
    """An instant that must be there.

    Raises:
        ValueError: as `instant`, or it is missing.
    """
    found = instant(record, name, arrived_at)
    if found is None:
        raise ValueError(f"'{name}' is missing; give {_TIMESTAMP}")
    return found


def _in_utc(name: str, value: Any) -> datetime:
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(_refusal(name, value, _TIMESTAMP)) from None


def _refusal(name: str, value: Any, wanted: str) -> str:
    shown = "a list or an object" if isinstance(value, list | dict) else repr(value)
    return f"'{name}' is {shown if len(shown) <= _SHOWN else shown[:_SHOWN] + '…'}; give {wanted}"
