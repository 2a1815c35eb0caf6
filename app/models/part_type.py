"""Part type: the category a part belongs to, such as *Resistor*."""

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CleanText, Timestamps


class PartType(Timestamps, Base):
    """A category; names are unique whatever their case."""

    __tablename__ = "types"
    __table_args__ = (Index("uq_types_name_lower", text("lower(name)"), unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(CleanText(100))
