"""Dashboard figures of the store as it is now: counts, what runs low, what happened last."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, Subquery, and_, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from app.exceptions import ValidationException
from app.models import Box, Part, PartLocation, PartType, StockMovement
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
        rows = self._session.execute(low.order_by(text("held"), Part.key).limit(limit).offset(offset))
        total = self._session.scalar(select(func.count()).select_from(low.subquery())) or 0
        return [LowStock(part, int(held), part.minimum_quantity) for part, held in rows.tuples()], total

    def recent_activity(self, limit: int = 20) -> list[HistoryLine]:
        """The latest lines of the ledger, newest first.

        Raises:
            ValidationException: impossible limit.
        """
        check_page(limit, 0)
        return self._history.latest(limit=limit)[0]


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
