"""Batch: one act of a person or program, undone as one; and the field changes it made."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, FetchedValue, ForeignKey, Identity, Index, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import XID8, Base, CleanText, one_of

BATCH_KINDS = (
    "receive", "use", "move", "count", "adjust", "scrap", "repair", "pick",
    "import", "demo", "edit", "placement", "merge", "build", "shopping", "undo", "undo_line",
)  # fmt: skip


class Batch(Base):
    """Who did what, when, and which batch it took back.

    `request` says which request of the API wrote it under `idempotency_key`, so that the key is good for no other.
    Batches are append-only, and `xid` says in which transaction each was written, as for movements of the ledger.
    """

    __tablename__ = "batches"
    __table_args__ = (
        CheckConstraint(one_of("kind", BATCH_KINDS), name="kind_known"),
        CheckConstraint("(kind = 'undo') = (undoes_batch_id IS NOT NULL)", name="undo_names_its_batch"),
        Index("ix_batches_xid", "xid"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(CleanText(20))
    actor: Mapped[str] = mapped_column(CleanText(200))
    note: Mapped[str | None] = mapped_column(CleanText())
    reference: Mapped[str | None] = mapped_column(CleanText(200))
    idempotency_key: Mapped[str | None] = mapped_column(CleanText(200), unique=True)
    request: Mapped[str | None] = mapped_column(CleanText(200))
    undoes_batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"), unique=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    xid: Mapped[int] = mapped_column(XID8, server_default=text("pg_current_xact_id()"), server_onupdate=FetchedValue())

    changes: Mapped[list["BatchChange"]] = relationship(order_by="BatchChange.id", viewonly=True)


class BatchChange(Base):
    """One row inserted, updated or deleted by a batch: the audit trail, and what undo reads.

    `before` and `after` hold the changed columns only (all columns for an insert or a delete), as JSON.
    """

    __tablename__ = "batch_changes"
    __table_args__ = (
        CheckConstraint(one_of("action", ("insert", "update", "delete")), name="action_known"),
        Index("ix_batch_changes_batch_id", "batch_id"),
        Index("ix_batch_changes_table_name_record_id", "table_name", "record_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"))
    table_name: Mapped[str] = mapped_column(CleanText(63))
    record_id: Mapped[int] = mapped_column(BigInteger)
    action: Mapped[str] = mapped_column(CleanText(10))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
