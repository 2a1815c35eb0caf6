"""Receipts: what arrived of an ordered line, when; from them follows how reliable a seller is."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Timestamps
from app.models.part import Part
from app.models.seller import Seller


class Receipt(Timestamps, Base):
    """One delivery of one line. It outlives the list: seller and facts of the order are copied, not looked up."""

    __tablename__ = "receipts"
    __table_args__ = (
        CheckConstraint("quantity >= 1", name="quantity_positive"),
        CheckConstraint("ordered_quantity >= 1", name="ordered_quantity_positive"),
        Index("ix_receipts_part_id", "part_id"),
        Index("ix_receipts_seller_id", "seller_id"),
        Index("ix_receipts_shopping_list_line_id", "shopping_list_line_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shopping_list_line_id: Mapped[int | None] = mapped_column(ForeignKey("shopping_list_lines.id", ondelete="SET NULL"))
    part_id: Mapped[int] = mapped_column(ForeignKey("parts.id"))
    seller_id: Mapped[int | None] = mapped_column(ForeignKey("sellers.id"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"))
    quantity: Mapped[int]
    ordered_at: Mapped[datetime | None]
    ordered_quantity: Mapped[int | None]
    expected_on: Mapped[date | None]
    received_at: Mapped[datetime]

    part: Mapped[Part] = relationship()
    seller: Mapped[Seller | None] = relationship()
