"""Stock movement: one line of the append-only ledger, the truth about stock."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, FetchedValue, ForeignKey, Identity, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import XID8, Base, CleanText, one_of
from app.models.batch import Batch
from app.models.location import Location
from app.models.part import Part

OUTGOING = ("use", "pick", "scrap", "repair", "move_out")
INCOMING = ("receive", "move_in")
EITHER_WAY = ("undo", "count", "adjust", "import")
REASONS = INCOMING + OUTGOING + EITHER_WAY
USAGE_REASONS = ("use", "pick", "scrap", "repair")
"""Reasons that mean a part was consumed; moves, counts and undos never are."""

_SIGN_FITS_REASON = f"({one_of('reason', EITHER_WAY)}) OR (delta < 0) = ({one_of('reason', OUTGOING)})"


class StockMovement(Base):
    """`delta` units of a part into (+) or out of (-) a slot, for a reason, in a batch.

    `occurred_at` is when it happened, `recorded_at` when the database heard of it, `xid` in which transaction - the
    watermark of lossless extraction. An undo names the movement it compensates; each can be compensated once.
    """

    __tablename__ = "stock_movements"
    __table_args__ = (
        CheckConstraint("delta <> 0", name="delta_not_zero"),
        CheckConstraint(one_of("reason", REASONS), name="reason_known"),
        CheckConstraint(_SIGN_FITS_REASON, name="sign_fits_reason"),
        CheckConstraint("(reason = 'undo') = (undoes_movement_id IS NOT NULL)", name="undo_names_its_movement"),
        Index("ix_stock_movements_part_id_id", "part_id", "id"),
        Index("ix_stock_movements_location_id", "location_id"),
        Index("ix_stock_movements_batch_id", "batch_id"),
        Index("ix_stock_movements_xid", "xid"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("parts.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    delta: Mapped[int]
    reason: Mapped[str] = mapped_column(CleanText(20))
    actor: Mapped[str] = mapped_column(CleanText(200))
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"))
    reference: Mapped[str | None] = mapped_column(CleanText(200))
    note: Mapped[str | None] = mapped_column(CleanText())
    undoes_movement_id: Mapped[int | None] = mapped_column(ForeignKey("stock_movements.id"), unique=True)
    occurred_at: Mapped[datetime] = mapped_column(server_default=func.now())
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.now())
    xid: Mapped[int] = mapped_column(XID8, server_default=text("pg_current_xact_id()"), server_onupdate=FetchedValue())

    part: Mapped[Part] = relationship(viewonly=True)
    location: Mapped[Location] = relationship(viewonly=True)
    batch: Mapped[Batch] = relationship(viewonly=True)
