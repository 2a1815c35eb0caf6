"""Device drops: NDJSON files of check-ins that devices or gateways put into the object store.

A line is `{"device": "ab12cd34", "ts": "2026-01-31T08:00:00Z", "firmware": "1.4.0", "uptime_s": 3600}`. A line that
cannot be read is rejected with its reason and never stops the others; so is one that is dated after its file arrived,
because a device whose clock runs ahead would otherwise seem alive long after it fell silent.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

CLOCK_SKEW = timedelta(minutes=5)
"""How far a device's clock may run ahead of the store's."""
PREFIX = "drops/devices/"
CHECKIN_SCHEMA = pl.Schema(
    [
        ("device_key", pl.String),
        ("checked_in_at", pl.Datetime("us", "UTC")),
        ("firmware", pl.String),
        ("uptime_s", pl.Int64),
        ("source", pl.String),
    ]
)
REJECT_SCHEMA = pl.Schema([("source", pl.String), ("reason", pl.String), ("line", pl.String)])
_KEPT_OF_LINE = 500
_MAX_UPTIME = 2**53


def parse_drops(files: Iterable[tuple[str, datetime, bytes]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read files given as (key, time of arrival, bytes).

    Returns check-ins (each line once) and rejected lines with their reasons.
    """
    checkins: list[dict[str, Any]] = []
    rejects: list[dict[str, Any]] = []
    for key, arrived_at, content in files:
        for number, line in enumerate(content.splitlines(), start=1):
            if line.strip():
                _read_line(f"{key}:{number}", line, arrived_at, checkins, rejects)
    unique = (
        pl.DataFrame(checkins, schema=CHECKIN_SCHEMA)
        .sort("device_key", "checked_in_at", "source")
        .unique(["device_key", "checked_in_at"], keep="first", maintain_order=True)
    )
    return unique, pl.DataFrame(rejects, schema=REJECT_SCHEMA).sort("source")


def _read_line(
    source: str,
    line: bytes,
    arrived_at: datetime,
    checkins: list[dict[str, Any]],
    rejects: list[dict[str, Any]],
) -> None:
    try:
        checkin = _checkin(json.loads(line))
        _refuse_future(checkin["checked_in_at"], arrived_at)
        checkins.append(checkin | {"source": source})
    except (ValueError, TypeError, RecursionError, OverflowError) as error:
        text = line[:_KEPT_OF_LINE].decode("utf-8", errors="replace")
        rejects.append({"source": source, "reason": str(error), "line": text})


def _refuse_future(checked_in_at: datetime, arrived_at: datetime) -> None:
    if checked_in_at - arrived_at > CLOCK_SKEW:
        raise ValueError(f"'ts' lies after {arrived_at:%Y-%m-%d %H:%M} UTC, when the line arrived; set the clock")


def _checkin(record: Any) -> dict[str, Any]:
    """One check-in; raises ValueError with what is wrong."""
    if not isinstance(record, dict):
        raise ValueError("a line must be a JSON object")  # noqa: TRY004 - the value is wrong, not our call
    device, firmware, uptime = record.get("device"), record.get("firmware"), record.get("uptime_s")
    if not isinstance(device, str) or not device:
        raise ValueError("'device' must be the key of a device")
    if firmware is not None and not isinstance(firmware, str):
        raise ValueError("'firmware' must be text")
    if uptime is not None and (
        not isinstance(uptime, int) or isinstance(uptime, bool) or not 0 <= uptime < _MAX_UPTIME
    ):
        raise ValueError("'uptime_s' must be a whole number of seconds")
    if any("\ud800" <= character <= "\udfff" for character in device + (firmware or "")):
        raise ValueError("the line contains half of a character (a lone surrogate)")
    return {"device_key": device, "checked_in_at": _instant(record.get("ts")), "firmware": firmware, "uptime_s": uptime}


def _instant(value: Any) -> datetime:
    if not isinstance(value, str):
        raise ValueError("'ts' must be an ISO timestamp")  # noqa: TRY004 - the value is wrong, not our call
    instant = datetime.fromisoformat(value)
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
