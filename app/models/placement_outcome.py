"""Placement outcome: what a move of a plan was said to save when it was booked, to be held against what it saved."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Timestamps
from app.models.batch import Batch
from app.models.part import Part


class PlacementOutcome(Timestamps, Base):
    """One part that a batch brought from one slot to another; undo of the batch takes the row away.

    `predicted_m_per_month` may be negative, where a rule had to be kept, and is empty when nobody said it.
    """

    __tablename__ = "placement_outcomes"
    __table_args__ = (
        UniqueConstraint("batch_id", "part_id", "from_location_id"),
        CheckConstraint("from_location_id <> to_location_id", name="slots_differ"),
        CheckConstraint("predicted_m_per_month BETWEEN -1e12 AND 1e12", name="prediction_range"),
        Index("ix_placement_outcomes_part_id", "part_id"),
        Index("ix_placement_outcomes_from_location_id", "from_location_id"),
        Index("ix_placement_outcomes_to_location_id", "to_location_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("batches.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("parts.id", ondelete="CASCADE"))
    from_location_id: Mapped[int] = mapped_column(ForeignKey("locations.id", ondelete="CASCADE"))
    to_location_id: Mapped[int] = mapped_column(ForeignKey("locations.id", ondelete="CASCADE"))
    predicted_m_per_month: Mapped[float | None]

    batch: Mapped[Batch] = relationship()
    part: Mapped[Part] = relationship()
