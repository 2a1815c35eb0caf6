"""One record of a drop: is it what it says, and into which table does it go?

A check-in is `{"device": "ab12cd34", "ts": "2026-01-31T08:00:00Z", "firmware": "1.4.0", "uptime_s": 3600}`. A record
dated after its file arrived is refused, because a device whose clock runs ahead would otherwise seem alive long after
it fell silent.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

CLOCK_SKEW = timedelta(minutes=5)
"""How far a device's clock may run ahead of the store's."""
CHECKINS = "device_checkins"
_MAX_UPTIME = 2**53


def read_record(record: Any, arrived_at: datetime) -> tuple[str, dict[str, Any]]:
    """The raw table a record belongs to, and its row.

    Raises:
        ValueError: what is wrong, in words.
    """
    if not isinstance(record, dict):
        raise ValueError("a line must be a JSON object")  # noqa: TRY004 - the value is wrong, not our call
    return CHECKINS, _checkin(record, arrived_at)


def _checkin(record: dict[str, Any], arrived_at: datetime) -> dict[str, Any]:
    uptime = record.get("uptime_s")
    if uptime is not None and (
        not isinstance(uptime, int) or isinstance(uptime, bool) or not 0 <= uptime < _MAX_UPTIME
    ):
        raise ValueError("'uptime_s' must be a whole number of seconds")
    return {
        "device_key": _text(record, "device", "the key of a device", needed=True),
        "checked_in_at": _instant(record.get("ts"), arrived_at),
        "firmware": _text(record, "firmware", "text"),
        "uptime_s": uptime,
    }


def _text(record: dict[str, Any], name: str, wanted: str, *, needed: bool = False) -> str | None:
    value = record.get(name)
    if value is None and not needed:
        return None
    if not isinstance(value, str) or (needed and not value):
        raise ValueError(f"'{name}' must be {wanted}")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("the line contains half of a character (a lone surrogate)")
    return value


def _instant(value: Any, arrived_at: datetime) -> datetime:
    if isinstance(value, datetime):
        instant = value
    elif isinstance(value, str):
        instant = datetime.fromisoformat(value)
    else:
        raise ValueError("'ts' must be an ISO timestamp")  # noqa: TRY004 - the value is wrong, not our call
    instant = instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    if instant - arrived_at > CLOCK_SKEW:
        raise ValueError(f"'ts' lies after {arrived_at:%Y-%m-%d %H:%M} UTC, when the line arrived; set the clock")
    return instant
