"""Stock history: the ledger as people read it, newest first, with the level of the part after each line."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.catalogue.text_rules import clean_text
from app.domain.stock.location_label import format_label
from app.exceptions import ValidationException
from app.models import Batch, BatchChange, Box, Location, Part, StockMovement
from app.models.stock_movement import REASONS
from app.services.field_rules import check_id, check_page
from app.services.lookups import find_location, find_part, merged_ids
from app.services.part_matching import contains
from app.services.sorting import Sorts, ordered_by


@dataclass(frozen=True)
class HistoryLine:
    """One ledger line; `level_after` is the part's total over all slots once it had happened.

    `can_undo_line` and `can_undo_batch` say which undo is worth offering: one that is refused whatever the stock is
    now is not, nor is a batch that is this line alone.
    """

    id: int
    part_key: str
    occurred_at: datetime
    delta: int
    reason: str
    location: str
    level_after: int
    actor: str
    batch_id: int
    reference: str | None
    note: str | None
    is_undone: bool
    can_undo_line: bool
    can_undo_batch: bool


@dataclass(frozen=True)
class JournalFilter:
    """Which lines of the ledger are wanted; None lets every line through. `since` is included, `until` is not."""

    part_key: str | None = None
    location: str | None = None
    reason: str | None = None
    actor: str | None = None
    batch_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


EVERYTHING = JournalFilter()
SORTS: Sorts = {
    "occurred_at": StockMovement.occurred_at.expression,
    "recorded_at": StockMovement.recorded_at.expression,
    "delta": StockMovement.delta.expression,
    "reason": StockMovement.reason.expression,
    "actor": func.lower(StockMovement.actor),
}


class StockHistoryService:
    """Reads the ledger; never writes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_part(
        self, part_key: str, *, limit: int = 50, offset: int = 0, sort: str = "-occurred_at"
    ) -> tuple[list[HistoryLine], int]:
        """Lines of one part and of the parts merged into it, newest first unless `sort` says otherwise; their count.

        Raises:
            RecordNotFoundException: unknown part. ValidationException: impossible limit, offset or sort order.
        """
        return self.journal(JournalFilter(part_key=part_key), limit=limit, offset=offset, sort=sort)

    def journal(
        self, wanted: JournalFilter = EVERYTHING, *, limit: int = 50, offset: int = 0, sort: str = "-occurred_at"
    ) -> tuple[list[HistoryLine], int]:
        """Lines of all parts, newest first unless `sort` says otherwise, with the total count.

        `level_after` is the level of the line's part.

        Raises:
            RecordNotFoundException: the filter names an unknown part or slot.
            ValidationException: an unknown reason or sort order, or an impossible limit, offset or batch.
        """
        check_page(limit, offset)
        conditions = self._conditions(wanted)
        order = ordered_by(sort, SORTS, StockMovement.id.expression)
        page = (
            select(StockMovement.id, StockMovement.part_id)
            .where(*conditions)
            .order_by(*order)
            .limit(limit)
            .offset(offset)
            .subquery()
        )
        lines = [self._line(row) for row in self._session.execute(self._with_levels(page).order_by(*order)).all()]
        total = self._session.scalar(select(func.count(StockMovement.id)).where(*conditions))
        return lines, total or 0

    def _conditions(self, wanted: JournalFilter) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if wanted.part_key is not None:
            part = find_part(self._session, wanted.part_key)
            found.append(StockMovement.part_id.in_(merged_ids(part)))
        if wanted.location is not None:
            found.append(StockMovement.location_id == find_location(self._session, wanted.location).id)
        if wanted.reason is not None:
            if wanted.reason not in REASONS:
                raise ValidationException(f"reason must be one of {', '.join(REASONS)}", field="reason")
            found.append(StockMovement.reason == wanted.reason)
        actor = clean_text(wanted.actor, "actor", 200)
        if actor is not None:
            found.append(contains(StockMovement.actor, actor))
        if wanted.batch_id is not None:
            found.append(StockMovement.batch_id == check_id(wanted.batch_id, "batch_id"))
        if wanted.since is not None:
            found.append(StockMovement.occurred_at >= wanted.since)
        if wanted.until is not None:
            found.append(StockMovement.occurred_at < wanted.until)
        return found

    @staticmethod
    def _with_levels(page: Subquery) -> Select[Any]:
        """Levels are summed over the whole ledger of the page's parts, then only the page's lines are kept."""
        levels = (
            select(
                StockMovement.id,
                func.sum(StockMovement.delta)
                .over(partition_by=StockMovement.part_id, order_by=(StockMovement.occurred_at, StockMovement.id))
                .label("level_after"),
            )
            .where(StockMovement.part_id.in_(select(page.c.part_id)))
            .subquery()
        )
        undo, other = aliased(StockMovement), aliased(StockMovement)
        is_open = and_(undo.id.is_(None), Batch.kind != "demo")
        has_changes = exists().where(BatchChange.batch_id == StockMovement.batch_id)
        has_others = exists().where(other.batch_id == StockMovement.batch_id, other.id != StockMovement.id)
        can_undo_line = and_(is_open, StockMovement.reason != "undo", ~has_changes)
        return (
            select(
                *(StockMovement, Part.key, Box.box_no, Location.loc_no, levels.c.level_after),
                undo.id.label("undone_by"),
                can_undo_line.label("can_undo_line"),
                and_(is_open, or_(~can_undo_line, has_others)).label("can_undo_batch"),
            )
            .join(page, page.c.id == StockMovement.id)
            .join(levels, levels.c.id == StockMovement.id)
            .join(Part, Part.id == StockMovement.part_id)
            .join(Location, Location.id == StockMovement.location_id)
            .join(Box, Box.id == Location.box_id)
            .join(Batch, Batch.id == StockMovement.batch_id)
            .outerjoin(undo, undo.undoes_movement_id == StockMovement.id)
        )

    @staticmethod
    def _line(row: Row[Any]) -> HistoryLine:
        movement, key, box_no, loc_no, level_after, undone_by, can_undo_line, can_undo_batch = row
        return HistoryLine(
            id=movement.id,
            part_key=key,
            occurred_at=movement.occurred_at,
            delta=movement.delta,
            reason=movement.reason,
            location=format_label(box_no, loc_no),
            level_after=int(level_after),
            actor=movement.actor,
            batch_id=movement.batch_id,
            reference=movement.reference,
            note=movement.note,
            is_undone=undone_by is not None,
            can_undo_line=can_undo_line,
            can_undo_batch=can_undo_batch,
        )
