"""Drop decision: what a person decided about one version of a dropped file that could not be read whole."""

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CleanText, Timestamps, one_of

DROP_ACTIONS = ("replay", "discard", "mend")


class DropDecision(Timestamps, Base):
    """`replay`: read it again; `discard`: do not list it; `mend`: replaced, its bytes lie at `original_s3_key`."""

    __tablename__ = "drop_decisions"
    __table_args__ = (
        CheckConstraint(one_of("action", DROP_ACTIONS), name="action_known"),
        CheckConstraint("(action = 'mend') = (original_s3_key IS NOT NULL)", name="mends_keep_the_original"),
        Index("ix_drop_decisions_key_etag", "key", "etag"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(CleanText(1024))
    etag: Mapped[str] = mapped_column(CleanText(200))
    action: Mapped[str] = mapped_column(CleanText(20))
    original_s3_key: Mapped[str | None] = mapped_column(CleanText(200))
    note: Mapped[str | None] = mapped_column(CleanText(500))
    actor: Mapped[str] = mapped_column(CleanText(200))
