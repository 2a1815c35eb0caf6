"""Kits: what one build of a thing consumes."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.attachment import AttachmentSet
from app.models.base import Base, CleanText, Timestamps, one_of
from app.models.part import Part

KIT_STATUSES = ("active", "archived")


class Kit(Timestamps, Base):
    """A bill of materials with a number of units still to build; `priority` 1 gets scarce parts first."""

    __tablename__ = "kits"
    __table_args__ = (
        Index("uq_kits_name_lower", text("lower(name)"), unique=True),
        CheckConstraint("build_target >= 0", name="build_target_not_negative"),
        CheckConstraint("priority BETWEEN 1 AND 9", name="priority_range"),
        CheckConstraint(one_of("status", KIT_STATUSES), name="status_known"),
        CheckConstraint("(status = 'archived') = (archived_at IS NOT NULL)", name="archived_has_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(CleanText(255))
    description: Mapped[str | None] = mapped_column(CleanText())
    build_target: Mapped[int] = mapped_column(server_default=text("1"), default=1)
    priority: Mapped[int] = mapped_column(server_default=text("5"), default=5)
    status: Mapped[str] = mapped_column(CleanText(10), server_default="active", default="active")
    archived_at: Mapped[datetime | None]
    attachment_set_id: Mapped[int] = mapped_column(ForeignKey("attachment_sets.id"), unique=True)
    external_ref: Mapped[str | None] = mapped_column(CleanText(200), unique=True)

    attachment_set: Mapped[AttachmentSet] = relationship(cascade="all, delete-orphan", single_parent=True)
    contents: Mapped[list["KitContent"]] = relationship(
        back_populates="kit",
        cascade="all, delete-orphan",
        order_by="KitContent.id",
        foreign_keys="KitContent.kit_id",
    )


class KitContent(Timestamps, Base):
    """One line of a kit: a part, or another kit; `version` is the optimistic lock of edits.

    Attrition is what gets lost on the way: `attrition_percent` of the need, rounded up, and `attrition_fixed` per run.
    """

    __tablename__ = "kit_contents"
    __table_args__ = (
        UniqueConstraint("kit_id", "part_id"),
        UniqueConstraint("kit_id", "child_kit_id"),
        CheckConstraint("num_nonnulls(part_id, child_kit_id) = 1", name="part_or_kit"),
        CheckConstraint("child_kit_id <> kit_id", name="not_in_itself"),
        CheckConstraint("required_per_unit >= 1", name="required_positive"),
        CheckConstraint("attrition_percent BETWEEN 0 AND 100", name="attrition_percent_range"),
        CheckConstraint("attrition_fixed >= 0", name="attrition_fixed_not_negative"),
        Index("ix_kit_contents_part_id", "part_id"),
        Index("ix_kit_contents_child_kit_id", "child_kit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("kits.id", ondelete="CASCADE"))
    part_id: Mapped[int | None] = mapped_column(ForeignKey("parts.id"))
    child_kit_id: Mapped[int | None] = mapped_column(ForeignKey("kits.id"))
    required_per_unit: Mapped[int]
    attrition_percent: Mapped[Decimal] = mapped_column(Numeric(6, 3), server_default=text("0"), default=Decimal(0))
    attrition_fixed: Mapped[int] = mapped_column(server_default=text("0"), default=0)
    note: Mapped[str | None] = mapped_column(CleanText())
    version: Mapped[int] = mapped_column(server_default=text("1"), default=1)

    kit: Mapped[Kit] = relationship(back_populates="contents", foreign_keys=kit_id)
    part: Mapped[Part | None] = relationship()
    child_kit: Mapped[Kit | None] = relationship(foreign_keys=child_kit_id)
    substitutes: Mapped[list["KitSubstitute"]] = relationship(
        back_populates="content", cascade="all, delete-orphan", order_by="KitSubstitute.rank"
    )

    @property
    def label(self) -> str:
        """What the line needs, as people name it: the part's key, or the name of the kit inside."""
        return self.part.key if self.part is not None else self.child_kit.name if self.child_kit is not None else ""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it


class KitSubstitute(Base):
    """A part that may stand in for a line's own; the lowest `rank` is taken first."""

    __tablename__ = "kit_substitutes"
    __table_args__ = (
        UniqueConstraint("kit_content_id", "part_id"),
        CheckConstraint("rank >= 1", name="rank_positive"),
        Index("ix_kit_substitutes_part_id", "part_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_content_id: Mapped[int] = mapped_column(ForeignKey("kit_contents.id", ondelete="CASCADE"))
    part_id: Mapped[int] = mapped_column(ForeignKey("parts.id"))
    rank: Mapped[int]

    content: Mapped[KitContent] = relationship(back_populates="substitutes")
    part: Mapped[Part] = relationship()
