"""Bills of materials become kits: every line is matched, what is undecided is asked, all of it is one batch."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.catalogue.part_key import read_part_key
from app.domain.importing.bom_lines import Bom, BomLine
from app.domain.importing.bom_match import Match, fingerprint, match_line
from app.exceptions import BinsightError, InvalidOperationException, ValidationException
from app.models import Batch, BomChoice, Part
from app.services.batch_service import BatchService
from app.services.importers.bom_candidates import BomCandidates
from app.services.importers.bom_parts import BomParts
from app.services.importers.report import ImportReport, Problem, RowVerdict
from app.services.kit_content_service import KitContentService
from app.services.kit_service import KitService
from app.services.lookups import find_part
from app.services.reservation_service import ReservationService
from app.sources.bom_file import read_bom

NEW, LEAVE = "new", "leave"
"""Answers to a line besides a key: make a new part of it, leave it out."""
MAX_UNITS = 1_000_000


@dataclass
class BomReport(ImportReport):
    """What became of a bill: besides the report of any import, its kit and the match of every line."""

    kit: int | None = None
    kit_name: str = ""
    matches: list[Match] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The keys that scripts rely on, the kit, and the lines."""
        lines = [
            asdict(match.line)
            | {"state": match.state, "part": match.part, "candidates": [asdict(c) for c in match.candidates]}
            for match in self.matches
        ]
        return super().as_json() | {"kit": self.kit, "kit_name": self.kit_name, "lines": lines}


class BomService:
    """Bills of materials of one unit of work."""

    def __init__(
        self,
        session: Session,
        batches: BatchService,
        *,
        kits: KitService,
        contents: KitContentService,
        new_parts: BomParts,
    ) -> None:
        self._session = session
        self._batches = batches
        self._kits = kits
        self._contents = contents
        self._new_parts = new_parts
        self._candidates = BomCandidates(session, ReservationService(session))

    def check(self, bom: Bom, *, units: int = 1, choices: Mapping[str, str] | None = None) -> list[Match]:
        """Match every line for `units` builds; `choices` leads from rows to keys, and earlier choices count as well.

        Raises:
            ValidationException: a choice names no row or no key, or the units are out of bounds.
            RecordNotFoundException: a chosen part does not exist.
        """
        if not 1 <= units <= MAX_UNITS:
            raise ValidationException(f"Units must be between 1 and {MAX_UNITS}", field="units")
        chosen = self._chosen(bom, choices or {})
        remembered = self._candidates.remembered(bom.lines)
        keys = {key for key in chosen.values() if key not in {NEW, LEAVE}} | set(remembered.values())
        entries = self._candidates.entries(bom.lines, keys) if bom.lines else []
        matches = []
        for line in bom.lines:
            answer = chosen.get(line.where)
            key = remembered.get(fingerprint(line)) if answer is None else answer
            match = match_line(line, entries, line.quantity * units, None if key in {NEW, LEAVE} else key)
            matches.append(Match(line, "not found", None, match.candidates) if answer in {NEW, LEAVE} else match)
        return matches

    def run(
        self,
        path: Path,
        *,
        dry_run: bool,
        name: str | None = None,
        units: int = 1,
        choices: Mapping[str, str] | None = None,
    ) -> BomReport:
        """Make a kit of a file, or say line by line what that would do.

        Lines that fit nothing become new parts; lines that fit several alike need a choice: a key, `new` or `leave`.

        Raises:
            SourceFormatException: the file cannot be read, or is a placement file.
            ValidationException, RecordNotFoundException: as for `check`.
            InvalidOperationException: rows have errors or are undecided; nothing was written.
        """
        bom = read_bom(path)
        kit_name = (name or path.stem).strip()[:255]
        choices = choices or {}
        report = BomReport(dry_run=dry_run, kit_name=kit_name, matches=self.check(bom, units=units, choices=choices))
        answers = json.dumps([kit_name, units, sorted(choices.items())]).encode()
        content = f"import:bom:{sha256(path.read_bytes() + answers).hexdigest()}"
        earlier, key = self._batches.repeated(content)
        if earlier is not None:
            return _nothing_to_do(report, path, earlier)
        report.problems += [Problem(r.where, r.field, r.message, r.severity) for r in bom.remarks]  # type: ignore[arg-type]  # severities are checked by tests
        savepoint = self._session.begin_nested()
        batch = self._batches.open("import", note=f"bom: {path.name}"[:500], idempotency_key=key)
        self._write(report, choices, units, path.name)
        if dry_run or report.errors:
            self._batches.withdraw(savepoint)
            if dry_run:
                report.kit = None
                return report
            raise _refusal(report)
        savepoint.commit()
        report.batch = batch.id
        return report

    def still_possible(self, choices: Mapping[str, str]) -> dict[str, str]:
        """The choices less those of parts that are gone since, so that these lines are asked about again."""
        wanted = {answer.strip().upper() for answer in choices.values()}
        known = set(self._session.scalars(select(Part.key).where(Part.key.in_(wanted))))
        return {
            where: answer
            for where, answer in choices.items()
            if answer in {NEW, LEAVE} or answer.strip().upper() in known
        }

    def _chosen(self, bom: Bom, choices: Mapping[str, str]) -> dict[str, str]:
        rows = {line.where for line in bom.lines}
        for where, answer in choices.items():
            if where not in rows:
                raise ValidationException(
                    f"there is no line '{where}'; lines are named by rows, such as row 2", field=where
                )
            if answer not in {NEW, LEAVE}:
                find_part(self._session, read_part_key(answer))
        return {
            where: answer if answer in {NEW, LEAVE} else answer.strip().upper() for where, answer in choices.items()
        }

    def _write(self, report: BomReport, choices: Mapping[str, str], units: int, file: str) -> None:
        try:
            kit = self._kits.create(report.kit_name, build_target=units, description=f"Imported from {file}")
        except BinsightError as error:
            report.problems.append(Problem(file, "name", f"{error.message}; give the kit another name", "error"))
            return
        report.kit = kit.id
        report.verdicts.append(RowVerdict(file, "kits", kit.name, "create"))
        needs: dict[str, list[BomLine]] = {}
        made: dict[str, str] = {}
        for match in report.matches:
            part = self._part_of(match, choices, made, report)
            if part is not None:
                needs.setdefault(part, []).append(match.line)
        for part, lines in needs.items():
            try:
                self._contents.add(kit.id, part, sum(line.quantity for line in lines), note=_note(lines))
            except BinsightError as error:
                report.problems.append(Problem(lines[0].where, getattr(error, "field", None), error.message, "error"))
                continue
            report.verdicts += [RowVerdict(line.where, "kit_contents", part, "create", line.label) for line in lines]
        self._session.expire(kit, ["contents"])

    def _part_of(self, match: Match, choices: Mapping[str, str], made: dict[str, str], report: BomReport) -> str | None:
        """The key for a line; None when it is left out or refused, which the report says."""
        line, answer = match.line, choices.get(match.line.where)
        if answer == LEAVE:
            report.verdicts.append(RowVerdict(line.where, "kit_contents", line.label, "skip", "left out by choice"))
            return None
        if match.part is not None:
            if answer is not None:
                self._remember(line, match.part)
            return match.part
        if match.state == "several" and answer != NEW:
            fitting = ", ".join(candidate.key for candidate in match.candidates)
            message = f"'{line.label}' fits {fitting}; choose one of them, '{NEW}' or '{LEAVE}'"
            report.problems.append(Problem(line.where, "part", message, "error"))
            report.verdicts.append(RowVerdict(line.where, "kit_contents", line.label, "refuse", message))
            return None
        return self._new_part(line, made, report)

    def _new_part(self, line: BomLine, made: dict[str, str], report: BomReport) -> str | None:
        """A part for a line that fits none; lines of one fingerprint share it."""
        mark = fingerprint(line)
        if mark in made:
            return made[mark]
        try:
            part = self._new_parts.create(line)
        except BinsightError as error:
            report.problems.append(Problem(line.where, getattr(error, "field", None), error.message, "error"))
            report.verdicts.append(RowVerdict(line.where, "parts", line.label, "refuse", error.message))
            return None
        report.verdicts.append(RowVerdict(line.where, "parts", part.key, "create", part.description))
        made[mark] = part.key
        return part.key

    def _remember(self, line: BomLine, key: str) -> None:
        mark, part = fingerprint(line), find_part(self._session, key)
        choice = self._session.scalar(select(BomChoice).where(BomChoice.fingerprint == mark))
        if choice is None:
            self._session.add(BomChoice(fingerprint=mark, part=part))
        else:
            choice.part = part
        self._session.flush()


def _note(lines: list[BomLine]) -> str | None:
    """The designators, for whoever solders."""
    return ", ".join(designator for line in lines for designator in line.designators)[:2000] or None


def _nothing_to_do(report: BomReport, path: Path, earlier: Batch) -> BomReport:
    message = f"it was imported as batch {earlier.id} already, so nothing changes; undo that batch to import it anew"
    report.problems.append(Problem(path.name, None, message, "info"))
    report.verdicts += [
        RowVerdict(match.line.where, "kit_contents", match.line.label, "skip") for match in report.matches
    ]
    return report


def _refusal(report: BomReport) -> InvalidOperationException:
    first = report.errors[0]
    more = f" and {len(report.errors) - 1} more" if len(report.errors) > 1 else ""
    return InvalidOperationException(
        "import this bill of materials",
        f"of {first.where}: {first.message}{more}. Nothing was written",
        {"problems": [asdict(problem) for problem in report.errors]},
    )
