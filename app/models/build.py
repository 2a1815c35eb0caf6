"""Builds: what was made of a kit, when, from which parts, and what those parts cost."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CleanText, Timestamps
from app.models.kit import Kit
from app.models.part import Part
from app.models.pick_list import PickList


class Build(Timestamps, Base):
    """`units` of a kit, made in one go; `pick_list` brought the parts where one was used.

    `cost` is the sum of the priced lines in `currency`; `unpriced_lines` counts the lines it leaves out.
    """

    __tablename__ = "builds"
    __table_args__ = (
        CheckConstraint("units >= 1", name="units_positive"),
        CheckConstraint("cost >= 0", name="cost_not_negative"),
        CheckConstraint("(cost IS NULL) = (currency IS NULL)", name="cost_with_currency"),
        CheckConstraint("unpriced_lines >= 0", name="unpriced_lines_not_negative"),
        Index("ix_builds_kit_id", "kit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("kits.id"))
    pick_list_id: Mapped[int | None] = mapped_column(ForeignKey("pick_lists.id"), unique=True)
    units: Mapped[int]
    actor: Mapped[str] = mapped_column(CleanText(200))
    note: Mapped[str | None] = mapped_column(CleanText())
    cost: Mapped[Decimal | None] = mapped_column(Numeric(18, 6))
    currency: Mapped[str | None] = mapped_column(CleanText(3))
    unpriced_lines: Mapped[int]
    built_at: Mapped[datetime] = mapped_column(server_default=func.now())

    kit: Mapped[Kit] = relationship()
    pick_list: Mapped[PickList | None] = relationship()
    lines: Mapped[list["BuildLine"]] = relationship(
        back_populates="build", cascade="all, delete-orphan", order_by="BuildLine.id"
    )


class BuildLine(Base):
    """Units of one part that a build consumed, at the price known then."""

    __tablename__ = "build_lines"
    __table_args__ = (
        UniqueConstraint("build_id", "part_id"),
        CheckConstraint("quantity >= 1", name="quantity_positive"),
        CheckConstraint("(unit_price IS NULL) = (currency IS NULL)", name="price_with_currency"),
        Index("ix_build_lines_part_id", "part_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    build_id: Mapped[int] = mapped_column(ForeignKey("builds.id", ondelete="CASCADE"))
    part_id: Mapped[int] = mapped_column(ForeignKey("parts.id"))
    quantity: Mapped[int]
    unit_price: Mapped[Decimal | None] = mapped_column(Numeric(14, 6))
    currency: Mapped[str | None] = mapped_column(CleanText(3))

    build: Mapped[Build] = relationship(back_populates="lines")
    part: Mapped[Part] = relationship()
