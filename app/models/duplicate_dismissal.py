"""Duplicate dismissal: two parts that a person looked at and found to be different things."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CleanText, Timestamps
from app.models.part import Part


class DuplicateDismissal(Timestamps, Base):
    """The pair is no longer offered as a duplicate; the part with the smaller id comes first."""

    __tablename__ = "duplicate_dismissals"
    __table_args__ = (
        UniqueConstraint("first_part_id", "second_part_id"),
        CheckConstraint("first_part_id < second_part_id", name="first_is_older"),
        Index("ix_duplicate_dismissals_second_part_id", "second_part_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_part_id: Mapped[int] = mapped_column(ForeignKey("parts.id", ondelete="CASCADE"))
    second_part_id: Mapped[int] = mapped_column(ForeignKey("parts.id", ondelete="CASCADE"))
    note: Mapped[str | None] = mapped_column(CleanText(500))

    first: Mapped[Part] = relationship(foreign_keys=first_part_id)
    second: Mapped[Part] = relationship(foreign_keys=second_part_id)
