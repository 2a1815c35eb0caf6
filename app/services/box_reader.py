"""Reads boxes, their usage and what lies in their slots, in a constant number of SQL statements."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.domain.stock.location_label import format_label
from app.models import Box, Location, Part, PartLocation, StockMovement
from app.services.field_rules import check_page
from app.services.part_matching import contains, query_words
from app.services.sorting import Sorts, ordered_by


@dataclass(frozen=True)
class BoxRow:
    """A box and how many of its `capacity` slots hold something."""

    box: Box
    occupied: int

    @property
    def capacity(self) -> int:
        """Number of slots."""
        return self.box.capacity

    @property
    def usage_percent(self) -> float:
        """Occupied slots of all, in percent with two decimals."""
        return round(100 * self.occupied / self.box.capacity, 2)


@dataclass(frozen=True)
class PartQuantity:
    """Units of one part in a slot."""

    part_key: str
    description: str
    quantity: int


@dataclass(frozen=True)
class SlotContents:
    """A slot, where it lies in the grid (row and column from 1), and what it holds; empty slots are listed too."""

    location: str
    loc_no: int
    row: int
    column: int
    is_locked: bool
    parts: tuple[PartQuantity, ...]


_OCCUPIED = (
    select(func.count(Location.id.distinct()))
    .join(PartLocation, PartLocation.location_id == Location.id)
    .where(Location.box_id == Box.id)
    .correlate(Box)
    .scalar_subquery()
)
SORTS: Sorts = {
    "box_no": Box.box_no.expression,
    "description": func.lower(Box.description),
    "capacity": Box.capacity.expression,
    "occupied": _OCCUPIED,
    "created_at": Box.created_at.expression,
}


class BoxReader:
    """Answers questions about boxes; never writes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def page(
        self, limit: int, offset: int, *, query: str | None, include_archived: bool, sort: str
    ) -> tuple[list[BoxRow], int]:
        """Boxes with their usage, and the total count: three statements.

        Raises:
            ValidationException: impossible limit, offset, query or sort order.
        """
        check_page(limit, offset)
        conditions = [_word_matches(word) for word in query_words(query)]
        if not include_archived:
            conditions.append(Box.archived_at.is_(None))
        boxes = self._session.scalars(
            select(Box)
            .options(joinedload(Box.designated_type))
            .where(*conditions)
            .order_by(*ordered_by(sort, SORTS, Box.id.expression))
            .limit(limit)
            .offset(offset)
        ).all()
        total = self._session.scalar(select(func.count(Box.id)).where(*conditions)) or 0
        return self.rows(boxes), total

    def rows(self, boxes: Sequence[Box]) -> list[BoxRow]:
        """The same boxes with their usage: one statement."""
        query = (
            select(Location.box_id, func.count(Location.id.distinct()))
            .join(PartLocation, PartLocation.location_id == Location.id)
            .where(Location.box_id.in_([box.id for box in boxes]))
            .group_by(Location.box_id)
        )
        occupied = dict(self._session.execute(query).tuples().all())
        return [BoxRow(box, occupied.get(box.id, 0)) for box in boxes]

    def contents(self, box: Box) -> list[SlotContents]:
        """All slots in order, each with its parts by key: two statements."""
        locations = self._session.scalars(
            select(Location).where(Location.box_id == box.id).order_by(Location.loc_no)
        ).all()
        held = held_by_slot(self._session, Location.box_id == box.id)
        return [slot_contents(location, held[location.id]) for location in locations]

    def stocked(self, box: Box, *, above: int = 0) -> list[str]:
        """Labels of the slots numbered higher than `above` that hold stock."""
        query = (
            select(Location.loc_no)
            .where(Location.box_id == box.id, Location.loc_no > above)
            .where(select(PartLocation.id).where(PartLocation.location_id == Location.id).exists())
            .order_by(Location.loc_no)
        )
        return [format_label(box.box_no, loc_no) for loc_no in self._session.scalars(query)]

    def with_history(self, box: Box, *, above: int = 0) -> list[str]:
        """Labels of the slots numbered higher than `above` that the ledger refers to."""
        query = (
            select(Location.loc_no)
            .where(Location.box_id == box.id, Location.loc_no > above)
            .where(select(StockMovement.id).where(StockMovement.location_id == Location.id).exists())
            .order_by(Location.loc_no)
        )
        return [format_label(box.box_no, loc_no) for loc_no in self._session.scalars(query)]


def held_by_slot(session: Session, condition: ColumnElement[bool]) -> dict[int, list[PartQuantity]]:
    """What the slots that the condition chooses hold, by the slot's id, parts by key: one statement."""
    query = (
        select(PartLocation.location_id, Part.key, Part.description, PartLocation.quantity)
        .join(Part, Part.id == PartLocation.part_id)
        .join(Location, Location.id == PartLocation.location_id)
        .where(condition)
        .order_by(Part.key)
    )
    found: dict[int, list[PartQuantity]] = defaultdict(list)
    for location_id, key, description, quantity in session.execute(query):
        found[location_id].append(PartQuantity(key, description, quantity))
    return found


def slot_contents(location: Location, parts: Sequence[PartQuantity]) -> SlotContents:
    """The slot with its place in the grid of its box and what it holds."""
    row, column = divmod(location.loc_no - 1, location.box.grid_columns)
    return SlotContents(
        location=location.label,
        loc_no=location.loc_no,
        row=row + 1,
        column=column + 1,
        is_locked=location.is_locked,
        parts=tuple(parts),
    )


def place_text(box: Box) -> str:
    """Where a person finds the box: zone, aisle, bay and level, as far as they are known."""
    parts = {"aisle": box.aisle, "bay": box.bay, "level": box.level}
    named = [f"{name} {value}" for name, value in parts.items() if value is not None]
    return ", ".join(([box.zone] if box.zone else []) + named)


def _word_matches(word: str) -> ColumnElement[bool]:
    number = int(word) if word.isascii() and word.isdigit() and len(word) <= 9 else None
    by_text = or_(contains(Box.description, word), contains(Box.zone, word))
    return by_text if number is None else or_(by_text, Box.box_no == number)
