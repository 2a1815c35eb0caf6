"""Which parts of which type lie in which box, kept by triggers."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class PartPlace(Base):
    """One for each balance, with the box of its slot and the type of its part: a lookup by type, without a join.

    It refers to nothing, because it follows `part_locations`, whose references hold for it too.
    """

    __tablename__ = "part_places"
    __table_args__ = (Index("ix_part_places_type_id_box_id_part_id", "type_id", "box_id", "part_id"),)

    part_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    location_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    box_id: Mapped[int]
    type_id: Mapped[int | None]
