"""How the latest run that published nothing failed: one small file in the lake, for every door to read.

A run that publishes needs no such note, because its snapshot is newer than the failure.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from app.warehouse.files import write_text
from app.warehouse.layout import LakeLayout


@dataclass(frozen=True)
class RunFailure:
    """A run that failed: when (UTC), and why, a sentence for each check or step."""

    run_id: str
    failed_at: datetime
    problems: list[str]


def record_failure(layout: LakeLayout, failure: RunFailure) -> None:
    """Keep the failure, unless a later one is known."""
    known = latest_failure(layout)
    if known is None or known.failed_at <= failure.failed_at:
        write_text(json.dumps(asdict(failure) | {"failed_at": failure.failed_at.isoformat()}), layout.last_failure)


def latest_failure(layout: LakeLayout) -> RunFailure | None:
    """The latest run that failed; None when none ever did."""
    if not layout.last_failure.exists():
        return None
    content = json.loads(layout.last_failure.read_text(encoding="utf-8"))
    return RunFailure(content["run_id"], datetime.fromisoformat(content["failed_at"]), content["problems"])
