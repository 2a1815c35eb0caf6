"""How many parts there are, kept by triggers."""

from sqlalchemy import BigInteger, Identity
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class PartCount(Base):
    """By how much one act changed the number of parts; the sum of all rows is how many there are."""

    __tablename__ = "part_counts"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    active: Mapped[int]
    archived: Mapped[int]
