"""Placement weights: what the terms of a layout's cost weigh in this store; at most one row."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Timestamps


class PlacementWeights(Timestamps, Base):
    """No row means the usual weights (`app.domain.placement.weights`); PostgreSQL holds NaN for above any number."""

    __tablename__ = "placement_weights"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("travel BETWEEN 0 AND 1000000", name="travel_range"),
        CheckConstraint("co_use BETWEEN 0 AND 1000000", name="co_use_range"),
        CheckConstraint("spread BETWEEN 0 AND 1000000", name="spread_range"),
        CheckConstraint("handling BETWEEN 0 AND 1000000", name="handling_range"),
        CheckConstraint("horizon_months > 0 AND horizon_months <= 1200", name="horizon_months_range"),
        CheckConstraint("misplaced BETWEEN 0 AND 1000000", name="misplaced_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    travel: Mapped[float]
    co_use: Mapped[float]
    spread: Mapped[float]
    handling: Mapped[float]
    horizon_months: Mapped[float]
    misplaced: Mapped[float]
