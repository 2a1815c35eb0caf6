"""Duplicate candidates of the whole catalogue; merging is `MergeService`'s."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.domain.quality.duplicates import Candidate, candidates, suspect
from app.models import DuplicateDismissal, Part, PartType
from app.services.field_rules import check_page
from app.services.lookups import find_part
from app.services.sorting import RowSorts, sorted_by

SORTS: RowSorts[Candidate] = {
    "score": lambda one: (one.score, one.first, one.second),
    "first": lambda one: (one.first, one.second),
    "second": lambda one: (one.second, one.first),
}


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

    def find(
        self, *, limit: int = 50, offset: int = 0, part_key: str | None = None, sort: str = "-score"
    ) -> tuple[list[CandidatePair], int]:
        """Pairs of parts that are not archived and were not found to differ, and how many there are in all.

        The most suspicious come first unless `sort` says otherwise; with `part_key` only the pairs of that part.

        Raises:
            ValidationException: impossible limit, offset or sort order. RecordNotFoundException: no such part.
        """
        check_page(limit, offset)
        key = None if part_key is None else find_part(self._session, part_key).key
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
            self._dismissed(),
        )
        names = {row.key: row.description for row in rows}
        chosen = sorted_by((one for one in found if key in {None, one.first, one.second}), sort, SORTS)
        page = [CandidatePair(one, names[one.first], names[one.second]) for one in chosen[offset : offset + limit]]
        return page, len(chosen)

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
