"""Dashboard figures of the store as it is now: counts, what runs low, what happened last."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, Subquery, and_, exists, func, or_, select, text
from sqlalchemy.orm import Session, aliased, joinedload

from app.exceptions import ValidationException
from app.models import Attachment, Box, Part, PartLocation, PartType, StockMovement
from app.services.box_reader import BoxReader, BoxRow
from app.services.field_rules import check_page
from app.services.stock_history_service import HistoryLine, StockHistoryService
from app.utils.time import Clock

MAX_THRESHOLD = 1_000_000


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


@dataclass(frozen=True)
class Undocumented:
    """Parts without any document: how many, and the first of them by key."""

    count: int
    first: tuple[Part, ...]


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

    def low_stock(self, threshold: int | None = None, *, limit: int = 50, offset: int = 0) -> LowStockPage:
        """Parts below their own minimum quantity or, without one, at or below `threshold`; emptiest first.

        A part with no stock at all is low; one whose own minimum is 0 never is. Returns a page and the total count.

        Raises:
            ValidationException: impossible threshold, limit or offset.
        """
        check_page(limit, offset)
        limit_quantity = self._threshold if threshold is None else threshold
        if not 0 <= limit_quantity <= MAX_THRESHOLD:
            raise ValidationException(f"threshold must be between 0 and {MAX_THRESHOLD}", field="threshold")
        low = _low(limit_quantity)
        rows = self._session.execute(
            low.options(joinedload(Part.type)).order_by(text("held"), Part.key).limit(limit).offset(offset)
        )
        total = self._session.scalar(select(func.count()).select_from(low.subquery())) or 0
        return [LowStock(part, int(held), part.minimum_quantity) for part, held in rows.tuples()], total

    def recent_activity(self, limit: int = 20) -> list[HistoryLine]:
        """The latest lines of the ledger, newest first.

        Raises:
            ValidationException: impossible limit.
        """
        check_page(limit, 0)
        return self._history.journal(limit=limit)[0]

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

    def storage(self) -> list[BoxRow]:
        """Boxes in use by number, with how many of their slots hold something."""
        boxes = self._session.scalars(select(Box).where(Box.archived_at.is_(None)).order_by(Box.box_no)).all()
        return BoxReader(self._session).rows(boxes)

    def without_documents(self, limit: int = 10) -> Undocumented:
        """Parts in use that have no document.

        Raises:
            ValidationException: impossible limit.
        """
        check_page(limit, 0)
        has_none = ~exists().where(Attachment.attachment_set_id == Part.attachment_set_id)
        conditions = (Part.archived_at.is_(None), has_none)
        count = self._session.scalar(select(func.count(Part.id)).where(*conditions)) or 0
        first = self._session.scalars(select(Part).where(*conditions).order_by(Part.key).limit(limit)).all()
        return Undocumented(count, tuple(first))


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
