"""Reads pages of kits with everything a list shows, in a constant number of SQL statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session

from app.exceptions import RecordNotFoundException, ValidationException
from app.models import Build, Kit, KitContent, KitShoppingLink, PickList, ShoppingList
from app.models.kit import KIT_STATUSES
from app.services.field_rules import check_page
from app.services.kit_coverage_service import KitCoverage, KitCoverageService
from app.services.part_matching import contains, query_words
from app.services.sorting import Sorts, ordered_by

MAX_MEMBERSHIPS = 250
SORTS: Sorts = {
    "updated_at": Kit.updated_at.expression,
    "created_at": Kit.created_at.expression,
    "name": func.lower(Kit.name),
    "priority": Kit.priority.expression,
    "build_target": Kit.build_target.expression,
}


@dataclass(frozen=True)
class KitRow:
    """A kit as lists show it: lines, open pick lists, active shopping lists it is on, builds, and how it stands."""

    kit: Kit
    line_count: int
    open_pick_lists: int
    shopping_lists: int
    build_count: int
    state: str
    max_buildable: int


@dataclass(frozen=True)
class KitDetail:
    """A kit and its coverage; the row's state is that of the covered units."""

    row: KitRow
    coverage: KitCoverage


@dataclass(frozen=True)
class PickListMemberships:
    """A kit and its pick lists, newest first."""

    kit_id: int
    pick_lists: tuple[PickList, ...]


def _count(query: Select[tuple[int]]) -> ColumnElement[int]:
    return query.correlate(Kit).scalar_subquery()


_COUNTS = (
    _count(select(func.count(KitContent.id)).where(KitContent.kit_id == Kit.id)),
    _count(select(func.count(PickList.id)).where(PickList.kit_id == Kit.id, PickList.status == "open")),
    _count(
        select(func.count(KitShoppingLink.id))
        .join(ShoppingList, ShoppingList.id == KitShoppingLink.shopping_list_id)
        .where(KitShoppingLink.kit_id == Kit.id, ShoppingList.status == "active")
    ),
    _count(select(func.count(Build.id)).where(Build.kit_id == Kit.id)),
)


class KitReader:
    """Answers lists; never writes."""

    def __init__(self, session: Session, coverage: KitCoverageService) -> None:
        self._session = session
        self._coverage = coverage

    def page(
        self,
        *,
        limit: int = 50,
        offset: int = 0,
        status: str | None = "active",
        query: str | None = None,
        sort: str = "-updated_at",
    ) -> tuple[list[KitRow], int]:
        """Kits of a page and the total count; `status` None means all. Six statements, whatever the page's size.

        Raises:
            ValidationException: impossible limit, offset, status, sort order or query.
        """
        check_page(limit, offset)
        chosen = select(Kit, *_COUNTS).where(*_conditions(status, query))
        rows = self._session.execute(
            chosen.order_by(*ordered_by(sort, SORTS, Kit.id.expression)).limit(limit).offset(offset)
        ).all()
        total = self._session.scalar(select(func.count(Kit.id)).where(*_conditions(status, query))) or 0
        stands = self._coverage.stands([row[0] for row in rows])
        return [_row(row, stands[row[0].id].state, stands[row[0].id].max_buildable) for row in rows], total

    def counts(self) -> dict[str, int]:
        """Number of kits by status."""
        found = dict(self._session.execute(select(Kit.status, func.count(Kit.id)).group_by(Kit.status)).tuples().all())
        return {status: found.get(status, 0) for status in KIT_STATUSES}

    def detail(self, kit_id: int, units: int | None = None) -> KitDetail:
        """One kit with its lines and coverage of `units` (default: its target): six statements, however many lines.

        Raises:
            RecordNotFoundException: when there is none. ValidationException: a negative or absurd number of units.
        """
        self._session.flush()
        found = self._session.execute(
            select(Kit, *_COUNTS).where(Kit.id == kit_id).execution_options(populate_existing=True)
        ).one_or_none()
        if found is None:
            raise RecordNotFoundException("Kit", kit_id)
        coverage = self._coverage.of_kit(kit_id, units)
        return KitDetail(_row(found, coverage.state, coverage.max_buildable), coverage)

    def pick_lists(self, kit_ids: Sequence[int], *, include_done: bool = False) -> list[PickListMemberships]:
        """Pick lists of these kits, in the order asked; completed ones only with `include_done`.

        Raises:
            ValidationException: no ids, too many, or the same twice. RecordNotFoundException: no such kit.
        """
        _check_ids(kit_ids)
        known = set(self._session.scalars(select(Kit.id).where(Kit.id.in_(kit_ids))))
        for kit_id in kit_ids:
            if kit_id not in known:
                raise RecordNotFoundException("Kit", kit_id)
        query = (
            select(PickList)
            .where(PickList.kit_id.in_(kit_ids))
            .order_by(PickList.created_at.desc(), PickList.id.desc())
        )
        if not include_done:
            query = query.where(PickList.status == "open")
        lists = self._session.scalars(query).all()
        return [PickListMemberships(kit_id, tuple(one for one in lists if one.kit_id == kit_id)) for kit_id in kit_ids]


def _row(found: Row[Any], state: str, max_buildable: int) -> KitRow:
    kit, lines, open_pick_lists, shopping_lists, builds = found
    return KitRow(kit, lines, open_pick_lists, shopping_lists, builds, state, max_buildable)


def _check_ids(kit_ids: Sequence[int]) -> None:
    if not 1 <= len(kit_ids) <= MAX_MEMBERSHIPS:
        raise ValidationException(f"Ask for 1 to {MAX_MEMBERSHIPS} kits at once", field="kit_ids")
    if len(set(kit_ids)) < len(kit_ids):
        raise ValidationException("Ask for each kit once", field="kit_ids")


def _conditions(status: str | None, query: str | None) -> list[ColumnElement[bool]]:
    if status is not None and status not in KIT_STATUSES:
        raise ValidationException(f"status must be one of {', '.join(KIT_STATUSES)}", field="status")
    conditions: list[ColumnElement[bool]] = [
        or_(contains(Kit.name, word), contains(Kit.description, word)) for word in query_words(query)
    ]
    return conditions if status is None else [*conditions, Kit.status == status]
