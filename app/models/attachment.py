"""Attachments: documents and pictures of a part or kit; the bytes live in S3 by content hash."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CleanText, Timestamps, one_of

ATTACHMENT_TYPES = ("url", "image", "pdf", "file")


class AttachmentSet(Timestamps, Base):
    """The documents of one part or kit, with an optional cover."""

    __tablename__ = "attachment_sets"

    id: Mapped[int] = mapped_column(primary_key=True)
    cover_attachment_id: Mapped[int | None] = mapped_column(
        # Deferred: a set and its cover name each other, and undo brings both back one after the other.
        ForeignKey("attachments.id", ondelete="SET NULL", use_alter=True, deferrable=True, initially="DEFERRED")
    )

    attachments: Mapped[list["Attachment"]] = relationship(
        foreign_keys="Attachment.attachment_set_id", cascade="all, delete-orphan", order_by="Attachment.id"
    )


class Attachment(Timestamps, Base):
    """One document: a link, or bytes stored under `cas/<sha256>`.

    `text_content` is the text found inside a PDF; `preview_s3_key` is where a link keeps the picture of its page.
    """

    __tablename__ = "attachments"
    __table_args__ = (
        CheckConstraint(one_of("attachment_type", ATTACHMENT_TYPES), name="attachment_type_known"),
        CheckConstraint("(attachment_type = 'url') = (s3_key IS NULL)", name="bytes_unless_link"),
        CheckConstraint("attachment_type <> 'url' OR url IS NOT NULL", name="link_has_url"),
        CheckConstraint("preview_s3_key IS NULL OR attachment_type = 'url'", name="preview_of_link"),
        CheckConstraint("file_size >= 0", name="file_size_not_negative"),
        Index("ix_attachments_attachment_set_id", "attachment_set_id"),
        Index("ix_attachments_s3_key", "s3_key"),
        Index("ix_attachments_preview_s3_key", "preview_s3_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attachment_set_id: Mapped[int] = mapped_column(ForeignKey("attachment_sets.id", ondelete="CASCADE"))
    attachment_type: Mapped[str] = mapped_column(CleanText(10))
    title: Mapped[str] = mapped_column(CleanText(255))
    s3_key: Mapped[str | None] = mapped_column(CleanText(500))
    url: Mapped[str | None] = mapped_column(CleanText(2000))
    filename: Mapped[str | None] = mapped_column(CleanText(255))
    content_type: Mapped[str | None] = mapped_column(CleanText(100))
    file_size: Mapped[int | None]
    preview_s3_key: Mapped[str | None] = mapped_column(CleanText(500))
    text_content: Mapped[str | None] = mapped_column(CleanText())

    @property
    def keys(self) -> tuple[str, ...]:
        """Where the bytes lie that this row cannot do without."""
        return tuple(key for key in (self.s3_key, self.preview_s3_key) if key is not None)

    @property
    def picture_key(self) -> str | None:
        """Where its picture lies: its own bytes, or those of a link's page; None when it has none."""
        return self.s3_key if self.attachment_type == "image" else self.preview_s3_key
