"""Dashboard figures of the store as it is now: counts, what runs low, what happened last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, Subquery, and_, exists, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.exceptions import ValidationException
from app.models import Attachment, Box, Part, PartLocation, PartType, StockMovement
from app.services.box_reader import BoxReader, BoxRow
from app.services.field_rules import check_page
from app.services.sorting import RowSorts, Sorts, ordered_by, sorted_by
from app.services.stock_history_service import HistoryLine, StockHistoryService
from app.utils.time import Clock

MAX_THRESHOLD = 1_000_000
LOW_SORTS: Sorts = {
    "quantity": literal_column("held"),
    "part": Part.key.expression,
    "description": func.lower(Part.description),
}
STORAGE_SORTS: RowSorts[BoxRow] = {
    "box_no": lambda row: row.box.box_no,
    "description": lambda row: row.box.description.lower(),
    "total_locations": lambda row: row.capacity,
    "occupied_locations": lambda row: row.occupied,
    "usage_percentage": lambda row: row.usage_percent,
}
UNDOCUMENTED_SORTS: Sorts = {
    "key": Part.key.expression,
    "description": func.lower(Part.description),
    "created_at": Part.created_at.expression,
}


@dataclass(frozen=True)
class DashboardCounts:
    """Archived parts and boxes are left out; `changes_*` count ledger lines, a move and its undo once each."""

    parts: int
    units: int
    boxes: int
    types: int
    changes_7d: int
    changes_30d: int
    low_stock: int


@dataclass(frozen=True)
class LowStock:
    """A part that runs low; `minimum` is its own, else None and the general threshold counted."""

    part: Part
    quantity: int
    minimum: int | None


LowStockPage = tuple[list[LowStock], int]


CATEGORY_SORTS: RowSorts[tuple[PartType, int]] = {
    "part_count": lambda row: row[1],
    "type": lambda row: row[0].name.lower(),
}


class DashboardService:
    """Answers the dashboard; never writes."""

    def __init__(self, session: Session, history: StockHistoryService, clock: Clock, low_stock_threshold: int) -> None:
        self._session = session
        self._history = history
        self._clock = clock
        self._threshold = low_stock_threshold

    def counts(self) -> DashboardCounts:
        """All counts, in one statement."""
        now = self._clock()
        changes = _changes(now - timedelta(days=30), now)
        last_week = changes.c.occurred_at >= now - timedelta(days=7)
        row = self._session.execute(
            select(
                select(func.count(Part.id)).where(Part.archived_at.is_(None)).scalar_subquery(),
                select(func.coalesce(func.sum(PartLocation.quantity), 0)).scalar_subquery(),
                select(func.count(Box.id)).where(Box.archived_at.is_(None)).scalar_subquery(),
                select(func.count(PartType.id)).scalar_subquery(),
                select(func.count()).select_from(changes).where(last_week).scalar_subquery(),
                select(func.count()).select_from(changes).scalar_subquery(),
                select(func.count()).select_from(_low(self._threshold).subquery()).scalar_subquery(),
            )
        ).one()
        return DashboardCounts(*(int(value) for value in row))

    def low_stock(
        self, threshold: int | None = None, *, limit: int = 50, offset: int = 0, sort: str = "quantity"
    ) -> LowStockPage:
        """Parts below their own minimum quantity or, without one, at or below `threshold`.

        The emptiest come first unless `sort` says otherwise. A part with no stock at all is low; one whose own minimum
        is 0 never is. Returns a page and the total count.

        Raises:
            ValidationException: impossible threshold, limit, offset or sort order.
        """
        check_page(limit, offset)
        limit_quantity = self._threshold if threshold is None else threshold
        if not 0 <= limit_quantity <= MAX_THRESHOLD:
            raise ValidationException(f"threshold must be between 0 and {MAX_THRESHOLD}", field="threshold")
        low = _low(limit_quantity)
        order = ordered_by(sort, LOW_SORTS, Part.key.expression)
        rows = self._session.execute(low.options(joinedload(Part.type)).order_by(*order).limit(limit).offset(offset))
        total = self._session.scalar(select(func.count()).select_from(low.subquery())) or 0
        return [LowStock(part, int(held), part.minimum_quantity) for part, held in rows.tuples()], total

    def recent_activity(
        self, *, limit: int = 50, offset: int = 0, sort: str = "-occurred_at"
    ) -> tuple[list[HistoryLine], int]:
        """Lines of the ledger, newest first unless `sort` says otherwise, with the total count.

        Raises:
            ValidationException: impossible limit, offset or sort order.
        """
        return self._history.journal(limit=limit, offset=offset, sort=sort)

    def categories(self) -> list[tuple[PartType, int]]:
        """Types with their number of parts in use, the largest first; types without any are listed too."""
        parts = func.count(Part.id)
        query = (
            select(PartType, parts)
            .outerjoin(Part, (Part.type_id == PartType.id) & Part.archived_at.is_(None))
            .group_by(PartType.id)
            .order_by(parts.desc(), func.lower(PartType.name))
        )
        return list(self._session.execute(query).tuples())

    def storage(self, *, sort: str = "box_no") -> list[BoxRow]:
        """Boxes in use by number unless `sort` says otherwise, with how many of their slots hold something.

        Raises:
            ValidationException: an unknown sort order.
        """
        boxes = self._session.scalars(select(Box).where(Box.archived_at.is_(None)).order_by(Box.box_no)).all()
        return sorted_by(BoxReader(self._session).rows(boxes), sort, STORAGE_SORTS)

    def without_documents(self, *, limit: int = 50, offset: int = 0, sort: str = "key") -> tuple[Sequence[Part], int]:
        """Parts in use that have no document, by key unless `sort` says otherwise, with the total count.

        Raises:
            ValidationException: impossible limit, offset or sort order.
        """
        check_page(limit, offset)
        has_none = ~exists().where(Attachment.attachment_set_id == Part.attachment_set_id)
        conditions = (Part.archived_at.is_(None), has_none)
        count = self._session.scalar(select(func.count(Part.id)).where(*conditions)) or 0
        order = ordered_by(sort, UNDOCUMENTED_SORTS, Part.id.expression)
        page = select(Part).where(*conditions).order_by(*order).limit(limit).offset(offset)
        return self._session.scalars(page).all(), count


def _low(threshold: int) -> Select[tuple[Part, Any]]:
    """Active parts that run low, with their stock as `held`."""
    stock = select(PartLocation.part_id, func.sum(PartLocation.quantity).label("units")).group_by(PartLocation.part_id)
    totals = stock.subquery()
    held = func.coalesce(totals.c.units, 0)
    is_low = or_(held < Part.minimum_quantity, and_(Part.minimum_quantity.is_(None), held <= threshold))
    return (
        select(Part, held.label("held"))
        .outerjoin(totals, totals.c.part_id == Part.id)
        .where(Part.archived_at.is_(None), is_low)
    )


def _changes(since: datetime, until: datetime) -> Subquery:
    """Ledger lines between two instants; of a move only the line that leaves, and of its undo likewise."""
    original = aliased(StockMovement)
    return (
        select(StockMovement.occurred_at)
        .outerjoin(original, original.id == StockMovement.undoes_movement_id)
        .where(StockMovement.occurred_at.between(since, until), StockMovement.reason != "move_in")
        .where(or_(original.reason.is_(None), original.reason != "move_in"))
        .subquery()
    )
