"""One record of a drop: what it is, told from its fields, and the row of the raw table that it becomes.

- With `device` and `message` it is a line of a device's log.
- With `device` alone it is a check-in.
- With `model` or `firmware_version`, and no `device`, it is the manifest of a firmware image.
"""

import re
from datetime import datetime
from typing import Any

from app.contracts.vocabulary import LOG_LEVELS
from app.sources.drops.fields import Record, instant, needed_instant, needed_text, text, whole_number

CHECKINS, LOGS, MANIFESTS = "device_checkins", "device_logs", "firmware_manifests"
_DEVICE = "the key of a device, like ab12cd34"
_FIRMWARE = "the version it runs, like 1.4.0, or leave it out"
_ANSI_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
"""Terminals show these as colours; loggers of firmware write them around every line."""
_LEVELS = {level[0]: level for level in LOG_LEVELS} | {level: level for level in LOG_LEVELS} | {"warn": "warning"}
_MODEL = re.compile(r"[a-z0-9_]{1,50}")
_VERSION = re.compile(r"\S{1,50}")
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")


def read_record(record: Any, arrived_at: datetime) -> tuple[str, dict[str, Any]]:
    """The raw table a record belongs to, and its row; nothing in it may be dated after it arrived.

    Raises:
        ValueError: what is wrong and what to do, in words.
    """
    if not isinstance(record, dict):
        raise ValueError("a line must be a JSON object; write one record a line")  # noqa: TRY004 - the line is wrong
    if "device" not in record and record.keys() & {"model", "firmware_version"}:
        return MANIFESTS, _manifest(record, arrived_at)
    if "message" in record:
        return LOGS, _log(record, arrived_at)
    return CHECKINS, _checkin(record, arrived_at)


def _checkin(record: Record, arrived_at: datetime) -> dict[str, Any]:
    return {
        "device_key": needed_text(record, "device", _DEVICE),
        "checked_in_at": needed_instant(record, "ts", arrived_at),
        "firmware": text(record, "firmware", _FIRMWARE),
        "uptime_s": whole_number(record, "uptime_s", "a whole number of seconds, or leave it out", 0),
    }


def _log(record: Record, arrived_at: datetime) -> dict[str, Any]:
    return {
        "device_key": needed_text(record, "device", _DEVICE),
        "logged_at": needed_instant(record, "ts", arrived_at),
        "level": _level(record),
        "message": _message(record),
        "firmware": text(record, "firmware", _FIRMWARE),
    }


def _level(record: Record) -> str | None:
    wanted = f"one of {', '.join(LOG_LEVELS)}, or leave it out"
    level = text(record, "level", wanted)
    if level is not None and level.lower() not in _LEVELS:
        raise ValueError(f"'level' is {level[:20]!r}; give {wanted}")
    return None if level is None else _LEVELS[level.lower()]


def _message(record: Record) -> str:
    wanted = "the words that the device logged"
    message = _ANSI_COLOUR.sub("", needed_text(record, "message", wanted)).rstrip()
    if not message:
        raise ValueError(f"'message' is blank; give {wanted}, or leave the line out")
    return message


def _manifest(record: Record, arrived_at: datetime) -> dict[str, Any]:
    return {
        "model_code": needed_text(record, "model", "the code of its device model, like soil_node", _MODEL),
        "firmware_version": needed_text(record, "firmware_version", "its version, like 1.4.0", _VERSION),
        "built_at": instant(record, "built_at", arrived_at),
        **{name: text(record, name, "text, or leave it out") for name in ("chip", "idf_version", "git_commit")},
        **{name: _digest(record, name) for name in ("elf_sha256", "image_sha256")},
        "image_bytes": whole_number(record, "image_bytes", "a whole number of bytes from 1, or leave it out", 1),
    }


def _digest(record: Record, name: str) -> str | None:
    digest = text(record, name, "the SHA-256 as 64 hexadecimal digits, or leave it out", _SHA256)
    return digest and digest.lower()
