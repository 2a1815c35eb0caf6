"""Kits: what one build of a thing consumes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.attachment import AttachmentSet
from app.models.base import Base, CleanText, Timestamps, one_of
from app.models.part import Part

KIT_STATUSES = ("active", "archived")


class Kit(Timestamps, Base):
    """A bill of materials with a number of units to build."""

    __tablename__ = "kits"
    __table_args__ = (
        Index("uq_kits_name_lower", text("lower(name)"), unique=True),
        CheckConstraint("build_target >= 0", name="build_target_not_negative"),
        CheckConstraint(one_of("status", KIT_STATUSES), name="status_known"),
        CheckConstraint("(status = 'archived') = (archived_at IS NOT NULL)", name="archived_has_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(CleanText(255))
    description: Mapped[str | None] = mapped_column(CleanText())
    build_target: Mapped[int] = mapped_column(server_default=text("1"), default=1)
    status: Mapped[str] = mapped_column(CleanText(10), server_default="active", default="active")
    archived_at: Mapped[datetime | None]
    attachment_set_id: Mapped[int] = mapped_column(ForeignKey("attachment_sets.id"), unique=True)
    external_ref: Mapped[str | None] = mapped_column(CleanText(200), unique=True)

    attachment_set: Mapped[AttachmentSet] = relationship(cascade="all, delete-orphan", single_parent=True)
    contents: Mapped[list["KitContent"]] = relationship(
        back_populates="kit", cascade="all, delete-orphan", order_by="KitContent.id"
    )


class KitContent(Timestamps, Base):
    """One line of a kit; `version` is the optimistic lock of edits."""

    __tablename__ = "kit_contents"
    __table_args__ = (
        UniqueConstraint("kit_id", "part_id"),
        CheckConstraint("required_per_unit >= 1", name="required_positive"),
        Index("ix_kit_contents_part_id", "part_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("kits.id", ondelete="CASCADE"))
    part_id: Mapped[int] = mapped_column(ForeignKey("parts.id"))
    required_per_unit: Mapped[int]
    note: Mapped[str | None] = mapped_column(CleanText())
    version: Mapped[int] = mapped_column(server_default=text("1"), default=1)

    kit: Mapped[Kit] = relationship(back_populates="contents")
    part: Mapped[Part] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it
