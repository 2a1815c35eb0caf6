"""The line under every title: how old the figures are, which run made them, whether its checks passed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from app.ui.counted import counted
from app.ui.local_time import age_text, clock_text
from app.warehouse.manifest import Manifest

State = Literal["good", "old", "failed"]


@dataclass(frozen=True)
class Trust:
    """State and sentence; `meaning` says what a state other than good means for the reader."""

    state: State
    text: str
    meaning: str = ""


def judge(manifest: Manifest, now: datetime, freshness: timedelta, where: ZoneInfo) -> Trust:
    """How far the figures of a snapshot can be trusted at `now`; `freshness` is the promised greatest age."""
    age = now - manifest.created_at
    when = f"Data as of {clock_text(manifest.created_at, now, where)} ({age_text(age)} ago)"
    checks = manifest.checks
    # A phone cuts the end off: the run's name may go, what its checks said may not.
    text = f"{when} · {_checks_text(checks)} · run {manifest.run_id[:8]}"
    if checks["failed"]:
        return Trust("failed", text, "Figures from this run may be wrong; Data health names the failed checks.")
    if age > freshness:
        return Trust("old", text, f"Older than the promised {age_text(freshness)}; run the pipeline in Data health.")
    return Trust("good", text)


def _checks_text(checks: dict[str, int]) -> str:
    if checks["failed"]:
        return f"{checks['failed']} of {sum(checks.values())} checks failed"
    warned = f", {checks['warned']} warned" if checks["warned"] else ""
    return f"{counted(checks['passed'], 'check')} passed{warned}"
