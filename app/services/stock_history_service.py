"""Stock history: the ledger of a part as people read it, newest first, with the level after each line."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, Subquery, func, select
from sqlalchemy.orm import Session, aliased

from app.domain.stock.location_label import format_label
from app.models import Box, Location, Part, StockMovement
from app.services.lookups import find_part


@dataclass(frozen=True)
class HistoryLine:
    """One ledger line; `level_after` is the part's total over all slots once it had happened."""

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


class StockHistoryService:
    """Reads the ledger; never writes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_part(self, part_key: str, *, limit: int = 50, offset: int = 0) -> tuple[list[HistoryLine], int]:
        """Lines of one part, newest first, with the total count.

        Raises:
            RecordNotFoundException: unknown part.
        """
        return self._lines(find_part(self._session, part_key).id, limit, offset)

    def latest(self, *, limit: int = 50, offset: int = 0) -> tuple[list[HistoryLine], int]:
        """The journal: lines of all parts, newest first, with the total count; `level_after` is per part."""
        return self._lines(None, limit, offset)

    def _lines(self, part_id: int | None, limit: int, offset: int) -> tuple[list[HistoryLine], int]:
        chosen = select(StockMovement.id, StockMovement.part_id).order_by(
            StockMovement.occurred_at.desc(), StockMovement.id.desc()
        )
        counted = select(func.count(StockMovement.id))
        if part_id is not None:
            chosen = chosen.where(StockMovement.part_id == part_id)
            counted = counted.where(StockMovement.part_id == part_id)
        page = chosen.limit(limit).offset(offset).subquery()
        lines = [self._line(row) for row in self._session.execute(self._with_levels(page)).all()]
        return lines, self._session.scalar(counted) or 0

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
        undo = aliased(StockMovement)
        return (
            select(
                StockMovement, Part.key, Box.box_no, Location.loc_no, levels.c.level_after, undo.id.label("undone_by")
            )
            .join(page, page.c.id == StockMovement.id)
            .join(levels, levels.c.id == StockMovement.id)
            .join(Part, Part.id == StockMovement.part_id)
            .join(Location, Location.id == StockMovement.location_id)
            .join(Box, Box.id == Location.box_id)
            .outerjoin(undo, undo.undoes_movement_id == StockMovement.id)
            .order_by(StockMovement.occurred_at.desc(), StockMovement.id.desc())
        )

    @staticmethod
    def _line(row: Row[Any]) -> HistoryLine:
        movement, key, box_no, loc_no, level_after, undone_by = row
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
        )
