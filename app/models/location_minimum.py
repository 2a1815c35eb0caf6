"""Location minimum: how many units of a part one slot should never fall below."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Timestamps
from app.models.location import Location
from app.models.part import Part


class LocationMinimum(Timestamps, Base):
    """A floor for one part in one slot, beside the minimum of the part as a whole."""

    __tablename__ = "location_minimums"
    __table_args__ = (
        UniqueConstraint("part_id", "location_id"),
        CheckConstraint("minimum_quantity >= 1", name="minimum_quantity_positive"),
        Index("ix_location_minimums_location_id", "location_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("parts.id", ondelete="CASCADE"))
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id", ondelete="CASCADE"))
    minimum_quantity: Mapped[int]

    part: Mapped[Part] = relationship()
    location: Mapped[Location] = relationship()
