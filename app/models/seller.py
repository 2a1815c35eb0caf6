"""Sellers, and which part they sell under which number and price."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CleanText, Timestamps

if TYPE_CHECKING:
    from app.models.part import Part


class Seller(Timestamps, Base):
    """A shop or supplier; names are unique whatever their case."""

    __tablename__ = "sellers"
    __table_args__ = (Index("uq_sellers_name_lower", text("lower(name)"), unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(CleanText(255))
    website: Mapped[str | None] = mapped_column(CleanText(500))
    logo_s3_key: Mapped[str | None] = mapped_column(CleanText(500))
    external_ref: Mapped[str | None] = mapped_column(CleanText(200), unique=True)


class PartSeller(Timestamps, Base):
    """One offer: SKU, link, price breaks `[{"quantity", "price", "currency"}]`, minimum quantity, lead time in days."""

    __tablename__ = "part_sellers"
    __table_args__ = (
        UniqueConstraint("part_id", "seller_id", "sku", postgresql_nulls_not_distinct=True),
        CheckConstraint("minimum_quantity > 0", name="minimum_quantity_positive"),
        CheckConstraint("lead_time_days >= 0", name="lead_time_not_negative"),
        CheckConstraint("jsonb_typeof(price_breaks) = 'array'", name="price_breaks_is_list"),
        Index("ix_part_sellers_seller_id", "seller_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("parts.id", ondelete="CASCADE"))
    seller_id: Mapped[int] = mapped_column(ForeignKey("sellers.id"))
    sku: Mapped[str | None] = mapped_column(CleanText(200))
    link: Mapped[str | None] = mapped_column(CleanText(500))
    price_breaks: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"), default=list)
    minimum_quantity: Mapped[int | None]
    lead_time_days: Mapped[int | None]

    part: Mapped["Part"] = relationship(back_populates="seller_links")
    seller: Mapped[Seller] = relationship(lazy="joined", innerjoin=True)
