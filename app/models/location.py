"""Location: one numbered slot of a box, written *box-slot* as in 7-3."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.box import Box


class Location(Base):
    """A slot, counted from 1, left to right and top to bottom; a locked one takes no new stock."""

    __tablename__ = "locations"
    __table_args__ = (
        UniqueConstraint("box_id", "loc_no"),
        CheckConstraint("loc_no > 0", name="loc_no_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    box_id: Mapped[int] = mapped_column(ForeignKey("boxes.id"))
    loc_no: Mapped[int]
    is_locked: Mapped[bool] = mapped_column(server_default=text("false"), default=False)

    box: Mapped[Box] = relationship(back_populates="locations", lazy="joined", innerjoin=True)

    @property
    def label(self) -> str:
        """The name people use: `7-3` is slot 3 of box 7."""
        return f"{self.box.box_no}-{self.loc_no}"
