"""Part location: how many units of a part lie in a slot now - the balance of the ledger."""

from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Timestamps
from app.models.location import Location

if TYPE_CHECKING:
    from app.models.part import Part


class PartLocation(Timestamps, Base):
    """A balance. Only the ledger's trigger writes it; the database refuses every other write."""

    __tablename__ = "part_locations"
    __table_args__ = (
        UniqueConstraint("part_id", "location_id"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index("ix_part_locations_location_id", "location_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("parts.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    quantity: Mapped[int]

    part: Mapped["Part"] = relationship(viewonly=True)
    location: Mapped[Location] = relationship(viewonly=True, lazy="joined", innerjoin=True)
