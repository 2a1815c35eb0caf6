"""What an imported record would change in a stored row."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def changes(row: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields that differ from what the row has; a blank text is no text, 1 is 1.0."""
    return {name: value for name, value in fields.items() if _plain(getattr(row, name)) != _plain(value)}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, str):
        return value.strip() or None
    return value
