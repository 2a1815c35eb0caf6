"""How the latest run that published nothing failed: one small file in the lake, for every door to read.

A run that publishes needs no such note: a failure names the snapshot in force when it was noted, and a publish puts
another one in force. Clocks of several machines, or one that was set back, need not agree for that.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime

import structlog

from app.exceptions import ExternalServiceException, SnapshotNotFoundException
from app.warehouse.lake import Lake
from app.warehouse.manifest import Manifest

_SHOWN = 100
_log = structlog.get_logger()


@dataclass(frozen=True)
class RunFailure:
    """A run that failed: when (UTC), why, a sentence for each check or step, and the id of the snapshot in force then.

    `in_force` is None where there was none, or where the lake did not answer.
    """

    run_id: str
    failed_at: datetime
    problems: list[str]
    in_force: str | None = None

    def is_since(self, manifest: Manifest | None) -> bool:
        """Whether nothing was published since, `manifest` being that of the snapshot in force now."""
        if manifest is None:
            return True
        return self.in_force == manifest.id if self.in_force else self.failed_at > manifest.created_at


def record_failure(lake: Lake, failure: RunFailure, now: datetime) -> None:
    """Keep the failure, unless a snapshot was published since or a later failure is known.

    Failures are noted a little after they happen, so that times are compared, except with one that lies after `now`:
    a clock was set back then.
    """
    manifest = _in_force(lake)
    if manifest is not None and failure.failed_at < manifest.created_at <= now:
        return
    known = latest_failure(lake, manifest)
    if known is not None and failure.failed_at < known.failed_at <= now:
        return
    noted = replace(failure, in_force=manifest.id if manifest else None)
    lake.note_failure(json.dumps(asdict(noted) | {"failed_at": noted.failed_at.isoformat()}))


def latest_failure(lake: Lake, manifest: Manifest | None) -> RunFailure | None:
    """The latest run that failed since the snapshot in force, which `manifest` is of; None when none did."""
    known = (_parse(text) for text in lake.failures())
    return max((f for f in known if f and f.is_since(manifest)), key=lambda f: f.failed_at, default=None)


def _in_force(lake: Lake) -> Manifest | None:
    """What cannot be told now must not keep the failure from being noted."""
    try:
        pointer = lake.pointer()
        return None if pointer is None else lake.manifest(pointer.snapshot)
    except (ExternalServiceException, SnapshotNotFoundException):
        return None


def _parse(text: str) -> RunFailure | None:
    """None when it is no note: something else answered for the lake, which tells no more than a lake that is away."""
    try:
        content = json.loads(text)
        failed_at = datetime.fromisoformat(content["failed_at"])
        return RunFailure(content["run_id"], failed_at, content["problems"], content.get("in_force"))
    except (ValueError, KeyError, TypeError):
        _log.warning("what the lake has for the note of a failed run is none", text=text[:_SHOWN])
        return None
