"""Reads pick lists for people: counts for lists, lines in walking order, in a constant number of SQL statements."""

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.domain.kits.walking import Stop, walking_order
from app.exceptions import RecordNotFoundException, ValidationException
from app.models import Build, Kit, KitContent, Part, PartLocation, PickList, PickListLine
from app.models.pick_list import PICK_STATUSES
from app.services.field_rules import check_id, check_page
from app.services.lookups import find_by_id, find_part
from app.services.sorting import RowSorts, Sorts, ordered_by, sorted_by

LINE_ORDERS = ("walking", "part")
SORTS: Sorts = {
    "created_at": PickList.created_at.expression,
    "kit": func.lower(Kit.name),
    "requested_units": PickList.requested_units.expression,
    "status": PickList.status.expression,
}


@dataclass(frozen=True)
class PickListRow:
    """A pick list with its figures in lines and units; `build_id` is the build that used it."""

    pick_list: PickList
    kit_name: str
    build_id: int | None
    line_count: int
    open_line_count: int
    quantity_to_pick: int
    quantity_picked: int
    quantity_remaining: int

    @property
    def completed_line_count(self) -> int:
        """Lines that are picked."""
        return self.line_count - self.open_line_count


@dataclass(frozen=True)
class PickLineRow:
    """A line and the units of its part that its slot holds now; `stands_in_for` is set on a substitute."""

    line: PickListLine
    in_slot: int
    stands_in_for: str | None

    @property
    def shortfall(self) -> int:
        """Units that the slot lacks for an open line."""
        return max(self.line.quantity_to_pick - self.in_slot, 0) if self.line.status == "open" else 0


@dataclass(frozen=True)
class PickListDetail:
    """A pick list and its lines in the asked order."""

    row: PickListRow
    lines: tuple[PickLineRow, ...]


def _by_walking(row: PickLineRow) -> tuple[object, ...]:
    box = row.line.location.box
    stop = Stop(box.zone, box.aisle, box.bay, box.level, box.box_no, row.line.location.loc_no)
    return (*walking_order(stop), (False, row.line.id))


def _by_part(row: PickLineRow) -> tuple[object, ...]:
    return row.line.part.key, row.line.location.box.box_no, row.line.location.loc_no, row.line.id


LINE_SORTS: RowSorts[PickLineRow] = {
    "walking": _by_walking,
    "part": _by_part,
    "quantity_to_pick": lambda row: (row.line.quantity_to_pick, row.line.id),
    "status": lambda row: (row.line.status, row.line.id),
}
_is_open = PickListLine.status == "open"
_ROWS = (
    select(
        PickList,
        Kit.name,
        select(Build.id).where(Build.pick_list_id == PickList.id).correlate(PickList).scalar_subquery(),
        func.count(PickListLine.id),
        func.count(case((_is_open, 1))),
        func.coalesce(func.sum(PickListLine.quantity_to_pick), 0),
        func.coalesce(func.sum(PickListLine.quantity_picked), 0),
        func.coalesce(func.sum(case((_is_open, PickListLine.quantity_to_pick))), 0),
    )
    .join(Kit, Kit.id == PickList.kit_id)
    .outerjoin(PickListLine, PickListLine.pick_list_id == PickList.id)
    .group_by(PickList.id, Kit.name)
)


class PickListReader:
    """Answers; never writes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def page(
        self,
        *,
        limit: int = 50,
        offset: int = 0,
        kit_id: int | None = None,
        status: str | None = None,
        sort: str = "-created_at",
    ) -> tuple[list[PickListRow], int]:
        """Pick lists newest first unless `sort` says otherwise, of one kit or status where given; the total count.

        Raises:
            ValidationException: impossible limit, offset, kit, status or sort order.
        """
        check_page(limit, offset)
        _check_status(status)
        conditions = [] if kit_id is None else [PickList.kit_id == check_id(kit_id, "kit_id")]
        if status is not None:
            conditions.append(PickList.status == status)
        query = _ROWS.where(*conditions).order_by(*ordered_by(sort, SORTS, PickList.id.expression))
        found = self._session.execute(query.limit(limit).offset(offset)).tuples().all()
        total = self._session.scalar(select(func.count(PickList.id)).where(*conditions)) or 0
        return [PickListRow(*row) for row in found], total

    def detail(self, pick_list_id: int, *, order: str = "walking") -> PickListDetail:
        """One list with its lines, in walking order or by part: three statements, however many lines.

        Raises:
            RecordNotFoundException: no such list. ValidationException: an unknown order.
        """
        if order not in LINE_ORDERS:
            raise ValidationException(f"sort must be one of {', '.join(LINE_ORDERS)}", field="sort")
        self._session.flush()
        found = (
            self._session.execute(_ROWS.where(PickList.id == pick_list_id).execution_options(populate_existing=True))
            .tuples()
            .one_or_none()
        )
        if found is None:
            raise RecordNotFoundException("Pick list", pick_list_id)
        lines = self._lines(pick_list_id)
        lines.sort(key=_by_walking if order == "walking" else _by_part)
        return PickListDetail(PickListRow(*found), tuple(lines))

    def lines(
        self, pick_list_id: int, *, status: str | None = None, part_key: str | None = None, sort: str = "walking"
    ) -> list[PickLineRow]:
        """Lines of a list in walking order unless `sort` says otherwise, of one status or part where given.

        Two statements, however many lines, and one more for a part.

        Raises:
            RecordNotFoundException: no such list or part. ValidationException: an unknown status or sort order.
        """
        _check_status(status)
        pick_list = find_by_id(self._session, PickList, pick_list_id, "Pick list")
        key = None if part_key is None else find_part(self._session, part_key).key
        chosen = [
            row
            for row in self._lines(pick_list.id)
            if status in {None, row.line.status} and key in {None, row.line.part.key}
        ]
        return sorted_by(chosen, sort, LINE_SORTS)

    def _lines(self, pick_list_id: int) -> list[PickLineRow]:
        own = aliased(Part)
        held = (
            select(PartLocation.quantity)
            .where(PartLocation.part_id == PickListLine.part_id, PartLocation.location_id == PickListLine.location_id)
            .correlate(PickListLine)
            .scalar_subquery()
        )
        query = (
            select(PickListLine, func.coalesce(held, 0), own.key)
            .outerjoin(KitContent, KitContent.id == PickListLine.kit_content_id)
            .outerjoin(own, (own.id == KitContent.part_id) & (own.id != PickListLine.part_id))
            .where(PickListLine.pick_list_id == pick_list_id)
            .options(joinedload(PickListLine.part), joinedload(PickListLine.location))
            .execution_options(populate_existing=True)
        )
        return [PickLineRow(*row) for row in self._session.execute(query).tuples()]


def _check_status(status: str | None) -> None:
    if status is not None and status not in PICK_STATUSES:
        raise ValidationException(f"status must be one of {', '.join(PICK_STATUSES)}", field="status")
