"""The line under every title: how old the figures are, which run made them, whether its checks passed.

A run that failed after them is named, too.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from textwrap import shorten
from typing import Literal
from zoneinfo import ZoneInfo

from app.ui.counted import counted
from app.ui.local_time import age_text, clock_text
from app.warehouse.manifest import Manifest
from app.warehouse.run_failure import RunFailure

State = Literal["good", "old", "held", "failed"]

_SHOWN = 140
"""Letters of a problem that every page shows: two lines on a screen, four on a phone."""


@dataclass(frozen=True)
class Trust:
    """State and sentence; `meaning` says what a state other than good means for the reader."""

    state: State
    text: str
    meaning: str = ""


def judge(
    manifest: Manifest, now: datetime, freshness: timedelta, where: ZoneInfo, failure: RunFailure | None = None
) -> Trust:
    """How far the figures of a snapshot can be trusted at `now`; `freshness` is the promised greatest age.

    A `failure` since the snapshot means that newer figures were held back.
    """
    age = now - manifest.created_at
    when = f"Data as of {clock_text(manifest.created_at, now, where)} ({age_text(age)} ago)"
    checks = manifest.checks
    # A phone cuts the end off: the run's name may go, what its checks said may not.
    text = f"{when} · {_checks_text(checks)} · run {manifest.run_id[:8]}"
    if checks["failed"]:
        return Trust("failed", text, "Figures from this run may be wrong; Data health names the failed checks.")
    if failure is not None:
        figures = f"Figures are from {clock_text(manifest.created_at, now, where)}."
        return Trust("held", text, f"{failure_text(failure, now, where)} {figures}")
    if age > freshness:
        return Trust("old", text, f"Older than the promised {age_text(freshness)}; run the pipeline in Data health.")
    return Trust("good", text)


def failure_text(failure: RunFailure, now: datetime, where: ZoneInfo) -> str:
    """`The latest run (04:10) published nothing: core.part_v1: ...`, with how the first thing begins that went wrong.

    It stands on every page; Data health has the whole of it.
    """
    first, *others = failure.problems or ["it ended without a word"]
    first = shorten(first, _SHOWN, placeholder=" …")
    more = f" (and {counted(len(others), 'other problem')})" if others else ""
    said = f"{first.rstrip('.')}{more}"
    said += "" if said.endswith("…") else "."
    return f"The latest run ({clock_text(failure.failed_at, now, where)}) published nothing: {said}"


def _checks_text(checks: dict[str, int]) -> str:
    for status in ("failed", "warned"):
        if checks[status]:
            return f"{checks[status]} of {sum(checks.values())} checks {status}"
    return f"{counted(checks['passed'], 'check')} passed"
