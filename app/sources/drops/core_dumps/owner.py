"""Whose dump it is and when it was made, from where it lies: the content says neither."""

import re
from datetime import UTC, datetime

from app.exceptions import SourceFormatException
from app.sources.drops.fields import CLOCK_SKEW

_DEVICE_KEY = re.compile(r"[a-z0-9]{8}")
_TIME = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)T(\d\d)[:-]?(\d\d)[:-]?(\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?", re.ASCII)


def device_of(key: str) -> str:
    """The device's key, which is the name of the folder that the object lies in.

    Raises:
        SourceFormatException: the folder is called otherwise.
    """
    folder = key.rpartition("/")[0].rpartition("/")[2]
    if not _DEVICE_KEY.fullmatch(folder):
        problem = f"it lies in the folder '{folder}', which is no key of a device"
        remedy = "Drop it again in a folder that is called as its device, like drops/dumps/ab12cd34/"
        raise SourceFormatException("The core dump", problem, remedy)
    return folder


def crashed_at(key: str, arrived_at: datetime) -> datetime:
    """The ISO time in the file's name, in UTC where it names no zone; without one, when the file arrived.

    Raises:
        SourceFormatException: the time in the name does not exist, or lies after `arrived_at`.
    """
    found = _TIME.search(key.rpartition("/")[2])
    if found is None:
        return arrived_at
    year, month, day, hour, minute, second, zone = found.groups(default="Z")
    try:
        at = datetime.fromisoformat(f"{year}-{month}-{day}T{hour}:{minute}:{second}{zone}").astimezone(UTC)
    except (ValueError, OverflowError) as error:
        problem = f"the time in its name, {found[0]}, does not exist"
        raise SourceFormatException("The core dump", problem, "Name it like 2026-01-31T08-00-00Z.dmp") from error
    if at - arrived_at > CLOCK_SKEW:
        problem = f"the time in its name lies after {arrived_at:%Y-%m-%d %H:%M} UTC, when it arrived"
        raise SourceFormatException("The core dump", problem, "Set the clock that names it, and drop it again")
    return at
