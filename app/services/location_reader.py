"""Reads slots over all boxes with what they hold, page by page, in a constant number of SQL statements."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select, tuple_
from sqlalchemy.orm import Session, contains_eager

from app.models import Box, Location, PartLocation
from app.services.box_reader import SlotContents, held_by_slot, slot_contents
from app.services.field_rules import check_page
from app.services.lookups import find_box, find_part
from app.services.sorting import Sorts, ordered_by


@dataclass(frozen=True)
class SlotFilter:
    """Which slots are wanted; None lets every slot through, but those of archived boxes come only when asked for."""

    box_no: int | None = None
    part_key: str | None = None
    is_locked: bool | None = None
    is_empty: bool | None = None
    include_archived: bool = False


_UNITS = (
    select(func.coalesce(func.sum(PartLocation.quantity), 0))
    .where(PartLocation.location_id == Location.id)
    .correlate(Location)
    .scalar_subquery()
)
SORTS: Sorts = {"location": tuple_(Box.box_no, Location.loc_no), "units": _UNITS}
EVERY_SLOT = SlotFilter()


class LocationReader:
    """Answers lists of slots; never writes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def page(
        self, wanted: SlotFilter = EVERY_SLOT, *, limit: int = 50, offset: int = 0, sort: str = "location"
    ) -> tuple[list[SlotContents], int]:
        """Slots by box and number unless `sort` says otherwise, each with its parts by key, and the total count.

        Three statements, whatever the page's size, and one more for a box or part of the filter.

        Raises:
            RecordNotFoundException: the filter names an unknown box or part.
            ValidationException: impossible limit, offset or sort order.
        """
        check_page(limit, offset)
        chosen = select(Location).join(Location.box).where(*self._conditions(wanted))
        page = (
            chosen.options(contains_eager(Location.box))
            .order_by(*ordered_by(sort, SORTS, Location.id.expression))
            .limit(limit)
            .offset(offset)
        )
        slots = self._session.scalars(page).all()
        held = held_by_slot(self._session, Location.id.in_([slot.id for slot in slots]))
        total = self._session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
        return [slot_contents(slot, held[slot.id]) for slot in slots], total

    def _conditions(self, wanted: SlotFilter) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [] if wanted.include_archived else [Box.archived_at.is_(None)]
        holds = exists().where(PartLocation.location_id == Location.id)
        if wanted.box_no is not None:
            found.append(Location.box_id == find_box(self._session, wanted.box_no).id)
        if wanted.part_key is not None:
            found.append(holds.where(PartLocation.part_id == find_part(self._session, wanted.part_key).id))
        if wanted.is_locked is not None:
            found.append(Location.is_locked.is_(wanted.is_locked))
        if wanted.is_empty is not None:
            found.append(~holds if wanted.is_empty else holds)
        return found
