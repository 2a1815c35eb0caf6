"""Reads pages of parts with everything a list shows, in a constant number of SQL statements."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from app.domain.stock.location_label import format_label
from app.models import Box, Kit, KitContent, Location, Part, PartCount, PartLocation, PartType
from app.services.field_rules import check_id, check_page
from app.services.part_matching import part_matches, query_words
from app.services.sorting import Sorts, ordered_by


@dataclass(frozen=True)
class SlotQuantity:
    """Units in one slot."""

    location: str
    quantity: int


@dataclass(frozen=True)
class KitName:
    """A kit that needs the part."""

    id: int
    name: str


@dataclass(frozen=True)
class PartRow:
    """A part as lists show it: its stock in all slots, and the active kits that need it."""

    part: Part
    quantity: int
    locations: tuple[SlotQuantity, ...]
    kits: tuple[KitName, ...]


_HELD = (
    select(func.coalesce(func.sum(PartLocation.quantity), 0))
    .where(PartLocation.part_id == Part.id)
    .correlate(Part)
    .scalar_subquery()
)
SORTS: Sorts = {
    "created_at": Part.created_at.expression,
    "updated_at": Part.updated_at.expression,
    "key": Part.key.expression,
    "description": func.lower(Part.description),
    "type": func.lower(PartType.name),
    "quantity": _HELD,
}
_MAY_BE_EMPTY = frozenset({"type"})


class PartReader:
    """Answers lists; never writes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def page(
        self, limit: int, offset: int, *, type_id: int | None, query: str | None, include_archived: bool, sort: str
    ) -> tuple[list[PartRow], int]:
        """Parts of a page and the total count: four statements, whatever the page's size.

        Raises:
            ValidationException: impossible limit, offset, sort order or query.
        """
        check_page(limit, offset)
        words = query_words(query)
        chosen = _chosen(type_id, words, include_archived)
        # Ids first: an index alone leads to a page far down, without a look at the rows before it.
        order = ordered_by(sort, SORTS, Part.id.expression, _MAY_BE_EMPTY)
        page = chosen.with_only_columns(Part.id).order_by(*order).limit(limit).offset(offset).subquery()
        rows = select(Part).join(page, page.c.id == Part.id).outerjoin(Part.type)
        parts = self._session.scalars(
            rows.options(contains_eager(Part.type), selectinload(Part.merged_into)).order_by(*order)
        ).all()
        is_narrowed = type_id is not None or bool(words)
        total = self._count(chosen) if is_narrowed else self._count_all(include_archived=include_archived)
        return self.rows(parts), total

    def _count(self, chosen: Select[tuple[Part]]) -> int:
        ids = chosen.with_only_columns(Part.id).subquery()
        return self._session.scalar(select(func.count()).select_from(ids)) or 0

    def _count_all(self, *, include_archived: bool) -> int:
        """How many parts there are, without counting them."""
        held = PartCount.active + PartCount.archived if include_archived else PartCount.active
        return self._session.scalar(select(func.coalesce(func.sum(held), 0))) or 0

    def rows(self, parts: Sequence[Part]) -> list[PartRow]:
        """The same parts with stock and kits: two statements."""
        ids = [part.id for part in parts]
        slots, kits = self.slots(ids), self._kits(ids)
        return [
            PartRow(part, sum(slot.quantity for slot in slots[part.id]), tuple(slots[part.id]), tuple(kits[part.id]))
            for part in parts
        ]

    def slots(self, ids: Collection[int]) -> dict[int, list[SlotQuantity]]:
        """Part ids to the slots that hold them, by box and slot; a part without stock has none. One statement."""
        query = (
            select(PartLocation.part_id, Box.box_no, Location.loc_no, PartLocation.quantity)
            .join(Location, Location.id == PartLocation.location_id)
            .join(Box, Box.id == Location.box_id)
            .where(PartLocation.part_id.in_(ids))
            .order_by(Box.box_no, Location.loc_no)
        )
        found: dict[int, list[SlotQuantity]] = defaultdict(list)
        for part_id, box_no, loc_no, quantity in self._session.execute(query):
            found[part_id].append(SlotQuantity(format_label(box_no, loc_no), quantity))
        return found

    def _kits(self, ids: list[int]) -> dict[int, list[KitName]]:
        query = (
            select(KitContent.part_id, Kit.id, Kit.name)
            .join(Kit, Kit.id == KitContent.kit_id)
            .where(KitContent.part_id.in_(ids), Kit.status == "active")
            .order_by(func.lower(Kit.name), Kit.id)
        )
        found: dict[int, list[KitName]] = defaultdict(list)
        for part_id, kit_id, name in self._session.execute(query):
            found[part_id].append(KitName(kit_id, name))
        return found


def _chosen(type_id: int | None, words: Sequence[str], include_archived: bool) -> Select[tuple[Part]]:
    chosen = select(Part).outerjoin(Part.type)
    if type_id is not None:
        chosen = chosen.where(Part.type_id == check_id(type_id, "type_id"))
    if not include_archived:
        chosen = chosen.where(Part.archived_at.is_(None))
    return chosen.where(part_matches(words)) if words else chosen
