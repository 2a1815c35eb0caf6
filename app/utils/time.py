"""Time: one clock type, UTC only."""

from collections.abc import Callable
from datetime import UTC, datetime

from app.exceptions import ValidationException

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The current instant, timezone-aware, UTC."""
    return datetime.now(UTC)


def parse_instant(text: str, *, field: str = "at") -> datetime:
    """Read an ISO date or timestamp as a UTC instant; a bare date is its midnight, a naive time is UTC.

    Raises:
        ValidationException: when the text is neither.
    """
    try:
        value = datetime.fromisoformat(text.strip())
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValidationException(
            f"'{text}' is not a date; write 2024-02-01 or 2024-02-01T09:30:00Z", field=field
        ) from error
