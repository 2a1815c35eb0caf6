"""BOM choice: which part a person chose for a line of a bill of materials, so that it is asked once."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CleanText, Timestamps
from app.models.part import Part


class BomChoice(Timestamps, Base):
    """`fingerprint` is the normalised value, package and code of the line, as `app.domain.importing` writes it."""

    __tablename__ = "bom_choices"
    __table_args__ = (Index("ix_bom_choices_part_id", "part_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(CleanText(500), unique=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("parts.id", ondelete="CASCADE"))

    part: Mapped[Part] = relationship()
