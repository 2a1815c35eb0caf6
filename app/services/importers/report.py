"""What an import says of itself: counts, problems, and a verdict on every row."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning", "info"]
Action = Literal["create", "update", "skip", "refuse"]


@dataclass(frozen=True)
class Problem:
    """Something a person should know: where in the source, which field, what, how bad.

    An `error` stops the import; a `warning` says what was decided; an `info` says what was left out by design.
    """

    where: str
    field: str | None
    message: str
    severity: Severity


@dataclass(frozen=True)
class RowVerdict:
    """What becomes of one row of the source."""

    where: str
    kind: str
    key: str
    action: Action
    message: str = ""


@dataclass
class ImportReport:
    """The outcome of a dry run or an import; `batch` is None when nothing was written."""

    dry_run: bool
    batch: int | None = None
    problems: list[Problem] = field(default_factory=list)
    verdicts: list[RowVerdict] = field(default_factory=list)

    @property
    def created(self) -> dict[str, int]:
        """New records by kind."""
        return self._count("create")

    @property
    def updated(self) -> dict[str, int]:
        """Changed records by kind."""
        return self._count("update")

    @property
    def skipped(self) -> int:
        """Rows that were as the store has them already."""
        return sum(verdict.action == "skip" for verdict in self.verdicts)

    @property
    def errors(self) -> list[Problem]:
        """Problems that stop the import."""
        return [problem for problem in self.problems if problem.severity == "error"]

    def as_json(self) -> dict[str, Any]:
        """The keys that scripts rely on."""
        return {
            "batch": self.batch,
            "dry_run": self.dry_run,
            "created": self.created,
            "updated": self.updated,
            "skipped": self.skipped,
            "problems": [asdict(problem) for problem in self.problems],
            "verdicts": [asdict(verdict) for verdict in self.verdicts] if self.dry_run else [],
        }

    def _count(self, action: Action) -> dict[str, int]:
        counts: dict[str, int] = {}
        for verdict in self.verdicts:
            if verdict.action == action:
                counts[verdict.kind] = counts.get(verdict.kind, 0) + 1
        return counts
