"""Reading single fields of foreign records: each refusal names row, field and remedy."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.exceptions import ValidationException

MAX_WHOLE = 1_000_000_000


def text(row: Mapping[str, Any], name: str, *, required: bool = False) -> str | None:
    """A text field, blank counting as missing.

    Raises:
        ValidationException: it is not text, or missing although required.
    """
    value = row.get(name)
    if value is None or value == "":
        if required:
            raise ValidationException(f"{name} is missing", field=name)
        return None
    if not isinstance(value, str):
        raise ValidationException(f"{name} must be text, not {_shown(value)}", field=name)
    return value if value.strip() else text({}, name, required=required)


def whole(row: Mapping[str, Any], name: str, *, minimum: int = 0, default: int | None = None) -> int:
    """A whole number within sensible bounds.

    Raises:
        ValidationException: missing without a default, not whole, or out of bounds.
    """
    value = row.get(name, default)
    if value is None:
        value = default
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValidationException(f"{name} must be a whole number, not {_shown(value)}", field=name)
    if not minimum <= value <= MAX_WHOLE:
        raise ValidationException(f"{name} must be between {minimum} and {MAX_WHOLE}, not {_shown(value)}", field=name)
    return value


def instant(row: Mapping[str, Any], name: str) -> datetime:
    """A timestamp; without a zone it is UTC.

    Raises:
        ValidationException: missing, or not an ISO timestamp.
    """
    value = row.get(name)
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
        if found is not None:
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        pass  # refused below, with what is no text
    raise ValidationException(
        f"{name} must be a timestamp such as 2024-01-31T08:00:00, not {_shown(value)}", field=name
    )


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 40 else f"{shown[:40]}..."
