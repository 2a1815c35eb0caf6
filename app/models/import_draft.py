"""Import draft: a file that was begun to be imported, with the answers given so far; its bytes are in the bucket."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CleanText, Timestamps, one_of

DRAFT_FORMATS = ("csv", "bom")
"""Formats about which something is asked, so that there is something to keep."""


class ImportDraft(Timestamps, Base):
    """`answers` is `app.domain.importing.answers.Answers` as JSON; `size` is in bytes."""

    __tablename__ = "import_drafts"
    __table_args__ = (
        CheckConstraint(one_of("format", DRAFT_FORMATS), name="format_known"),
        CheckConstraint("size >= 1", name="size_positive"),
        Index("ix_import_drafts_s3_key", "s3_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    format: Mapped[str] = mapped_column(CleanText(20))
    filename: Mapped[str] = mapped_column(CleanText(255))
    s3_key: Mapped[str] = mapped_column(CleanText(200))
    size: Mapped[int]
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    actor: Mapped[str] = mapped_column(CleanText(200))
    expires_at: Mapped[datetime]
