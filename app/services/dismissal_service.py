"""Remembers which suspicious pairs are different things, so that nobody is asked about them again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.catalogue.text_rules import clean_text
from app.exceptions import InvalidOperationException, RecordNotFoundException
from app.models import DuplicateDismissal, Part
from app.services.batch_service import BatchService
from app.services.field_rules import check_page
from app.services.lookups import find_part
from app.services.sorting import Sorts, ordered_by

MAX_NOTE = 500
_ONE, _OTHER = aliased(Part), aliased(Part)
SORTS: Sorts = {
    "created_at": DuplicateDismissal.created_at.expression,
    "first": func.least(_ONE.key, _OTHER.key),
    "second": func.greatest(_ONE.key, _OTHER.key),
}


@dataclass(frozen=True)
class Dismissal:
    """A pair that was found to be different things, keys in order, with why and when."""

    first: str
    second: str
    first_description: str
    second_description: str
    note: str | None
    created_at: datetime


@dataclass(frozen=True)
class DismissalChange:
    """The batch that a decision can be undone with, and what was decided in words."""

    batch_id: int
    message: str


class DismissalService:
    """Decisions about pairs of parts of one unit of work."""

    def __init__(self, session: Session, batches: BatchService) -> None:
        self._session = session
        self._batches = batches

    def dismiss(self, key: str, other_key: str, note: str | None = None) -> DismissalChange:
        """Remember that two parts are different things.

        Raises:
            RecordNotFoundException: no such part. ValidationException: a note that is too long.
            InvalidOperationException: a part and itself, or a pair that was decided before.
        """
        first, second = self._pair(key, other_key)
        said = clean_text(note, "note", MAX_NOTE)
        operation = f"keep {first.key} and {second.key} apart"
        if first.id == second.id:
            raise InvalidOperationException(operation, "that is the same part")
        if self._found(first, second) is not None:
            raise InvalidOperationException(operation, "that was decided before")
        message = f"{first.key} and {second.key} are not duplicates"
        batch = self._batches.open("edit", note=message)
        self._session.add(DuplicateDismissal(first_part_id=first.id, second_part_id=second.id, note=said))
        self._session.flush()
        return DismissalChange(batch.id, message)

    def take_back(self, key: str, other_key: str) -> DismissalChange:
        """Forget the decision, so that the pair may be offered again.

        Raises:
            RecordNotFoundException: no such part, or nothing was decided about the two.
        """
        first, second = self._pair(key, other_key)
        found = self._found(first, second)
        if found is None:
            raise RecordNotFoundException("Decision about", f"{first.key} and {second.key}")
        message = f"{first.key} and {second.key} may be duplicates again"
        batch = self._batches.open("edit", note=message)
        self._session.delete(found)
        self._session.flush()
        return DismissalChange(batch.id, message)

    def is_dismissed(self, key: str, other_key: str) -> bool:
        """Whether the two parts were found to be different things.

        Raises:
            RecordNotFoundException: no such part.
        """
        return self._found(*self._pair(key, other_key)) is not None

    def list(
        self, *, limit: int = 50, offset: int = 0, part_key: str | None = None, sort: str = "-created_at"
    ) -> tuple[list[Dismissal], int]:
        """Decisions, latest first unless `sort` says otherwise, about one part where it is given; the total count.

        Raises:
            ValidationException: impossible limit, offset or sort order. RecordNotFoundException: no such part.
        """
        check_page(limit, offset)
        conditions = [] if part_key is None else [self._is_about(part_key)]
        query = (
            select(DuplicateDismissal, _ONE, _OTHER)
            .join(_ONE, _ONE.id == DuplicateDismissal.first_part_id)
            .join(_OTHER, _OTHER.id == DuplicateDismissal.second_part_id)
            .where(*conditions)
            .order_by(*ordered_by(sort, SORTS, DuplicateDismissal.id.expression))
            .limit(limit)
            .offset(offset)
        )
        rows = [_shown(decided, (one, other)) for decided, one, other in self._session.execute(query)]
        return rows, self._session.scalar(select(func.count(DuplicateDismissal.id)).where(*conditions)) or 0

    def _is_about(self, key: str) -> ColumnElement[bool]:
        part = find_part(self._session, key)
        return or_(DuplicateDismissal.first_part_id == part.id, DuplicateDismissal.second_part_id == part.id)

    def _pair(self, key: str, other_key: str) -> tuple[Part, Part]:
        """Both parts in the order in which pairs are kept."""
        one, other = find_part(self._session, key), find_part(self._session, other_key)
        return (one, other) if one.id <= other.id else (other, one)

    def _found(self, first: Part, second: Part) -> DuplicateDismissal | None:
        query = select(DuplicateDismissal).where(
            DuplicateDismissal.first_part_id == first.id, DuplicateDismissal.second_part_id == second.id
        )
        return self._session.scalar(query)


def _shown(decided: DuplicateDismissal, parts: Sequence[Part]) -> Dismissal:
    first, second = sorted(parts, key=lambda part: part.key)
    return Dismissal(first.key, second.key, first.description, second.description, decided.note, decided.created_at)
