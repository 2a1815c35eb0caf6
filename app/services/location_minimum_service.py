"""Location minimums: the floor of one part in one slot, beside the minimum of the part as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.exceptions import RecordNotFoundException, ValidationException
from app.models import Box, Location, LocationMinimum, Part, PartLocation
from app.services.batch_service import BatchService
from app.services.field_rules import check_page
from app.services.lookups import find_location, find_part
from app.services.sorting import RowSorts, Sorts, ordered_by
from app.services.stock_service import MAX_QUANTITY

_HELD = func.coalesce(PartLocation.quantity, 0)
LOW_SORTS: Sorts = {
    "quantity": _HELD,
    "minimum_quantity": LocationMinimum.minimum_quantity.expression,
    "part": Part.key.expression,
}
SORTS: RowSorts[LocationMinimum] = {
    "location": lambda found: (found.location.box.box_no, found.location.loc_no),
    "minimum_quantity": lambda found: found.minimum_quantity,
}


@dataclass(frozen=True)
class LowSlot:
    """A slot that holds fewer units of a part than it should, and where else the part lies."""

    part: Part
    location: str
    quantity: int
    minimum: int
    elsewhere: int


class LocationMinimumService:
    """Sets, clears and checks minimums of single slots."""

    def __init__(self, session: Session, batches: BatchService) -> None:
        self._session = session
        self._batches = batches

    def of_part(self, part_key: str) -> list[LocationMinimum]:
        """The minimums of a part, by box and slot.

        Raises:
            RecordNotFoundException: unknown part.
        """
        part = find_part(self._session, part_key)
        query = (
            select(LocationMinimum)
            .join(LocationMinimum.location)
            .join(Location.box)
            .options(joinedload(LocationMinimum.location).joinedload(Location.box))
            .where(LocationMinimum.part_id == part.id)
            .order_by(Box.box_no, Location.loc_no)
        )
        return list(self._session.scalars(query).all())

    def set(self, part_key: str, location: str, minimum: int) -> LocationMinimum:
        """Ask for at least `minimum` units of a part in a slot, in place of an earlier minimum.

        Raises:
            RecordNotFoundException: unknown part or slot. ValidationException: a minimum below 1 or absurd.
        """
        part, slot = find_part(self._session, part_key), find_location(self._session, location)
        if isinstance(minimum, bool) or not isinstance(minimum, int) or not 1 <= minimum <= MAX_QUANTITY:
            raise ValidationException(f"The minimum must be between 1 and {MAX_QUANTITY}", field="minimum_quantity")
        self._batches.open("edit", note=f"At least {minimum} of {part.key} in {slot.label}")
        found = self._find(part, slot) or LocationMinimum(part=part, location=slot)
        found.minimum_quantity = minimum
        self._session.add(found)
        self._session.flush()
        return found

    def clear(self, part_key: str, location: str) -> None:
        """Ask for no minimum of a part in a slot any more.

        Raises:
            RecordNotFoundException: unknown part or slot, or there is no minimum.
        """
        part, slot = find_part(self._session, part_key), find_location(self._session, location)
        found = self._find(part, slot)
        if found is None:
            raise RecordNotFoundException("Minimum", f"of {part.key} in {slot.label}")
        self._batches.open("edit", note=f"No minimum of {part.key} in {slot.label}")
        self._session.delete(found)
        self._session.flush()

    def low(self, *, limit: int = 50, offset: int = 0, sort: str = "quantity") -> tuple[Sequence[LowSlot], int]:
        """Slots below their minimum, the emptiest first unless `sort` says otherwise, with the total count.

        Raises:
            ValidationException: impossible limit, offset or sort.
        """
        check_page(limit, offset)
        units = select(func.coalesce(func.sum(PartLocation.quantity), 0)).where(PartLocation.part_id == Part.id)
        query = (
            select(Part, Location, _HELD, LocationMinimum.minimum_quantity, units.correlate(Part).scalar_subquery())
            .select_from(LocationMinimum)
            .join(LocationMinimum.part)
            .join(LocationMinimum.location)
            .join(Location.box)
            .outerjoin(
                PartLocation,
                (PartLocation.part_id == LocationMinimum.part_id)
                & (PartLocation.location_id == LocationMinimum.location_id),
            )
            .where(Part.archived_at.is_(None), LocationMinimum.minimum_quantity > _HELD)
        )
        total = self._session.scalar(select(func.count()).select_from(query.subquery())) or 0
        page = query.order_by(*ordered_by(sort, LOW_SORTS, LocationMinimum.id.expression)).limit(limit).offset(offset)
        rows = self._session.execute(page).tuples()
        return [
            LowSlot(part, slot.label, int(n), least, int(all_) - int(n)) for part, slot, n, least, all_ in rows
        ], total

    def _find(self, part: Part, location: Location) -> LocationMinimum | None:
        return self._session.scalar(
            select(LocationMinimum).where(
                LocationMinimum.part_id == part.id, LocationMinimum.location_id == location.id
            )
        )
