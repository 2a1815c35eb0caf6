"""Duplicate candidates of the whole catalogue; merging is `MergeService`'s."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.domain.quality.duplicates import Candidate, candidates, suspect
from app.exceptions import ValidationException
from app.models import DuplicateDismissal, Part, PartType

MAX_CANDIDATES = 1000


@dataclass(frozen=True)
class CandidatePair:
    """A candidate with what the two parts are called."""

    candidate: Candidate
    first_description: str
    second_description: str


class DuplicateService:
    """Looks for duplicates; never writes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, limit: int = MAX_CANDIDATES) -> list[CandidatePair]:
        """The most suspicious pairs of parts that are not archived and were not found to differ, most first.

        Raises:
            ValidationException: the limit makes no sense.
        """
        if not 1 <= limit <= MAX_CANDIDATES:
            raise ValidationException(f"limit must be between 1 and {MAX_CANDIDATES}", field="limit")
        columns = (
            *(Part.key, Part.description, Part.manufacturer_code, Part.manufacturer, Part.package, Part.tags),
            *(Part.si_value, Part.si_unit, Part.mounting_type, Part.voltage_rating, Part.input_voltage),
            *(Part.output_voltage, PartType.name.label("type_name")),
        )
        rows = self._session.execute(select(*columns).outerjoin(Part.type).where(Part.archived_at.is_(None))).all()
        found = candidates(
            [
                suspect(
                    key=row.key,
                    description=row.description,
                    code=row.manufacturer_code,
                    maker=row.manufacturer,
                    type_name=row.type_name,
                    package=row.package,
                    value=None if row.si_value is None else (row.si_value, row.si_unit),
                    tags=row.tags,
                    facts=(row.mounting_type, row.voltage_rating, row.input_voltage, row.output_voltage),
                )
                for row in rows
            ],
            limit,
            self._dismissed(),
        )
        return self._named(found, {row.key: row.description for row in rows})

    def state(self) -> str:
        """Changes whenever the catalogue or a decision does, so that an answer can be kept until then."""
        count, last, archived = self._session.execute(
            select(func.count(Part.id), func.max(Part.updated_at), func.count(Part.archived_at))
        ).one()
        decided, newest = self._session.execute(
            select(func.count(DuplicateDismissal.id), func.max(DuplicateDismissal.id))
        ).one()
        return f"{count} {archived} {last} {decided} {newest}"

    def _dismissed(self) -> set[tuple[str, str]]:
        first, second = aliased(Part), aliased(Part)
        query = (
            select(first.key, second.key)
            .select_from(DuplicateDismissal)
            .join(first, first.id == DuplicateDismissal.first_part_id)
            .join(second, second.id == DuplicateDismissal.second_part_id)
        )
        return {(min(one, other), max(one, other)) for one, other in self._session.execute(query)}

    @staticmethod
    def _named(found: Sequence[Candidate], names: dict[str, str]) -> list[CandidatePair]:
        return [CandidatePair(one, names[one.first], names[one.second]) for one in found]
