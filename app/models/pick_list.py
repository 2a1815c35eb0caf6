"""Pick lists: which units to take from which slots for a number of builds of a kit."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CleanText, Timestamps, one_of
from app.models.kit import Kit, KitContent
from app.models.location import Location
from app.models.part import Part
from app.models.stock_movement import StockMovement

PICK_STATUSES = ("open", "completed")


class PickList(Timestamps, Base):
    """A walk through the store for `requested_units` of a kit; completed with its last line."""

    __tablename__ = "pick_lists"
    __table_args__ = (
        CheckConstraint("requested_units >= 1", name="requested_units_positive"),
        CheckConstraint(one_of("status", PICK_STATUSES), name="status_known"),
        CheckConstraint("(status = 'completed') = (completed_at IS NOT NULL)", name="completed_has_date"),
        Index("ix_pick_lists_kit_id", "kit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("kits.id", ondelete="CASCADE"))
    requested_units: Mapped[int]
    status: Mapped[str] = mapped_column(CleanText(10), server_default="open", default="open")
    completed_at: Mapped[datetime | None]
    note: Mapped[str | None] = mapped_column(CleanText())
    external_ref: Mapped[str | None] = mapped_column(CleanText(200), unique=True)

    kit: Mapped[Kit] = relationship()
    lines: Mapped[list["PickListLine"]] = relationship(
        back_populates="pick_list", cascade="all, delete-orphan", order_by="PickListLine.id"
    )


class PickListLine(Timestamps, Base):
    """Units of one part to take from one slot; `quantity_picked` is what was really taken, once it was.

    `kit_content` is the line of the kit it serves, as long as that line exists; `part` may be its substitute.
    """

    __tablename__ = "pick_list_lines"
    __table_args__ = (
        UniqueConstraint("pick_list_id", "kit_content_id", "part_id", "location_id", name="uq_pick_list_lines_place"),
        CheckConstraint("quantity_to_pick >= 1", name="quantity_to_pick_positive"),
        CheckConstraint("quantity_picked >= 0", name="quantity_picked_not_negative"),
        CheckConstraint(one_of("status", PICK_STATUSES), name="status_known"),
        CheckConstraint("(status = 'completed') = (quantity_picked IS NOT NULL)", name="completed_has_quantity"),
        CheckConstraint("(status = 'completed') = (picked_at IS NOT NULL)", name="completed_has_date"),
        Index("ix_pick_list_lines_part_id_status", "part_id", "status"),
        Index("ix_pick_list_lines_location_id", "location_id"),
        Index("ix_pick_list_lines_kit_content_id", "kit_content_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pick_list_id: Mapped[int] = mapped_column(ForeignKey("pick_lists.id", ondelete="CASCADE"))
    kit_content_id: Mapped[int | None] = mapped_column(ForeignKey("kit_contents.id", ondelete="SET NULL"))
    part_id: Mapped[int] = mapped_column(ForeignKey("parts.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    quantity_to_pick: Mapped[int]
    quantity_picked: Mapped[int | None]
    status: Mapped[str] = mapped_column(CleanText(10), server_default="open", default="open")
    movement_id: Mapped[int | None] = mapped_column(ForeignKey("stock_movements.id"))
    picked_at: Mapped[datetime | None]

    pick_list: Mapped[PickList] = relationship(back_populates="lines")
    kit_content: Mapped[KitContent | None] = relationship()
    part: Mapped[Part] = relationship()
    location: Mapped[Location] = relationship()
    movement: Mapped[StockMovement | None] = relationship()
