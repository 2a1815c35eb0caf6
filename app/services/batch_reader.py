"""Reads pages of batches with what a list shows of each, in a constant number of SQL statements."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.models import Batch, Part, StockMovement
from app.services.field_rules import check_page


@dataclass(frozen=True)
class BatchRow:
    """A batch as lists show it: the batch that took it back, how many parts' stock it changed, the first by key."""

    batch: Batch
    undone_by: int | None
    part_count: int
    first_part: str | None

    @property
    def can_undo(self) -> bool:
        """Whether undo is worth offering: it is refused for what was taken back and for demo data, whatever is now."""
        return self.undone_by is None and self.batch.kind != "demo"


class BatchReader:
    """Answers questions about batches; never writes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def page(self, *, limit: int = 50, offset: int = 0) -> tuple[list[BatchRow], int]:
        """Batches newest first, with the total count.

        Raises:
            ValidationException: impossible limit or offset.
        """
        check_page(limit, offset)
        undo = aliased(Batch)
        chosen = select(Batch.id).order_by(Batch.id.desc()).limit(limit).offset(offset).subquery()
        parts = (
            select(
                StockMovement.batch_id,
                func.count(StockMovement.part_id.distinct()).label("part_count"),
                func.min(Part.key).label("first_part"),
            )
            .join(Part, Part.id == StockMovement.part_id)
            .where(StockMovement.batch_id.in_(select(chosen.c.id)))
            .group_by(StockMovement.batch_id)
            .subquery()
        )
        rows = self._session.execute(
            select(Batch, undo.id, func.coalesce(parts.c.part_count, 0), parts.c.first_part)
            .join(chosen, chosen.c.id == Batch.id)
            .outerjoin(undo, undo.undoes_batch_id == Batch.id)
            .outerjoin(parts, parts.c.batch_id == Batch.id)
            .order_by(Batch.id.desc())
        ).tuples()
        total = self._session.scalar(select(func.count(Batch.id))) or 0
        return [BatchRow(*row) for row in rows], total
