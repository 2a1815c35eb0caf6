"""Shopping lists, their lines, and the sellers a list is split over. What arrived is in `receipt`."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CleanText, Timestamps, one_of
from app.models.kit import Kit
from app.models.part import Part
from app.models.seller import Seller

LIST_STATUSES = ("active", "done")
GROUP_STATUSES = ("active", "ordered")
LINE_STATUSES = ("new", "ordered", "done")


class ShoppingList(Timestamps, Base):
    """Things to buy; names are unique whatever their case."""

    __tablename__ = "shopping_lists"
    __table_args__ = (
        Index("uq_shopping_lists_name_lower", text("lower(name)"), unique=True),
        CheckConstraint(one_of("status", LIST_STATUSES), name="status_known"),
        CheckConstraint("(status = 'done') = (done_at IS NOT NULL)", name="done_has_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(CleanText(255))
    description: Mapped[str | None] = mapped_column(CleanText())
    status: Mapped[str] = mapped_column(CleanText(10), server_default="active", default="active")
    done_at: Mapped[datetime | None]
    external_ref: Mapped[str | None] = mapped_column(CleanText(200), unique=True)

    lines: Mapped[list["ShoppingListLine"]] = relationship(
        back_populates="shopping_list", cascade="all, delete-orphan", order_by="ShoppingListLine.id"
    )
    sellers: Mapped[list["ShoppingListSeller"]] = relationship(
        back_populates="shopping_list", cascade="all, delete-orphan", order_by="ShoppingListSeller.id"
    )
    kit_links: Mapped[list["KitShoppingLink"]] = relationship(
        back_populates="shopping_list", cascade="all, delete-orphan", order_by="KitShoppingLink.id"
    )


class ShoppingListLine(Timestamps, Base):
    """One part to buy, or the `draft` of one that the catalogue does not know yet (fields of `parts`).

    `needed` is what is wanted in all; `needs` says which part of it is wanted by which kit.
    """

    __tablename__ = "shopping_list_lines"
    __table_args__ = (
        UniqueConstraint("shopping_list_id", "part_id"),
        CheckConstraint("part_id IS NOT NULL OR draft IS NOT NULL", name="part_or_draft"),
        CheckConstraint("needed >= 1", name="needed_positive"),
        CheckConstraint("ordered >= 0", name="ordered_not_negative"),
        CheckConstraint("received >= 0", name="received_not_negative"),
        CheckConstraint(one_of("status", LINE_STATUSES), name="status_known"),
        CheckConstraint("(status = 'done') = (completed_at IS NOT NULL)", name="done_has_date"),
        CheckConstraint("(unit_price IS NULL) = (currency IS NULL)", name="price_with_currency"),
        Index("ix_shopping_list_lines_part_id", "part_id"),
        Index("ix_shopping_list_lines_seller_id", "seller_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shopping_list_id: Mapped[int] = mapped_column(ForeignKey("shopping_lists.id", ondelete="CASCADE"))
    part_id: Mapped[int | None] = mapped_column(ForeignKey("parts.id"))
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    seller_id: Mapped[int | None] = mapped_column(ForeignKey("sellers.id"))
    needed: Mapped[int]
    ordered: Mapped[int] = mapped_column(server_default=text("0"), default=0)
    received: Mapped[int] = mapped_column(server_default=text("0"), default=0)
    unit_price: Mapped[Decimal | None] = mapped_column(Numeric(14, 6))
    currency: Mapped[str | None] = mapped_column(CleanText(3))
    note: Mapped[str | None] = mapped_column(CleanText())
    status: Mapped[str] = mapped_column(CleanText(10), server_default="new", default="new")
    ordered_at: Mapped[datetime | None]
    expected_on: Mapped[date | None]
    completed_at: Mapped[datetime | None]
    completion_mismatch: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    completion_note: Mapped[str | None] = mapped_column(CleanText())

    shopping_list: Mapped[ShoppingList] = relationship(back_populates="lines")
    part: Mapped[Part | None] = relationship()
    seller: Mapped[Seller | None] = relationship()
    needs: Mapped[list["ShoppingListNeed"]] = relationship(
        back_populates="line", cascade="all, delete-orphan", order_by="ShoppingListNeed.id"
    )


class ShoppingListNeed(Timestamps, Base):
    """The share of a line that one kit asked for; asking again sets it, it does not add up."""

    __tablename__ = "shopping_list_needs"
    __table_args__ = (
        UniqueConstraint("shopping_list_line_id", "kit_id"),
        CheckConstraint("quantity >= 1", name="quantity_positive"),
        Index("ix_shopping_list_needs_kit_id", "kit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shopping_list_line_id: Mapped[int] = mapped_column(
        ForeignKey("shopping_list_lines.id", ondelete="CASCADE", name="fk_shopping_list_needs_line")
    )
    kit_id: Mapped[int] = mapped_column(ForeignKey("kits.id", ondelete="CASCADE"))
    quantity: Mapped[int]

    line: Mapped[ShoppingListLine] = relationship(back_populates="needs")
    kit: Mapped[Kit] = relationship()


class ShoppingListSeller(Timestamps, Base):
    """The share of a list that one seller gets as one order."""

    __tablename__ = "shopping_list_sellers"
    __table_args__ = (
        UniqueConstraint("shopping_list_id", "seller_id"),
        CheckConstraint(one_of("status", GROUP_STATUSES), name="status_known"),
        CheckConstraint("(status = 'ordered') = (ordered_at IS NOT NULL)", name="ordered_has_date"),
        Index("ix_shopping_list_sellers_seller_id", "seller_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shopping_list_id: Mapped[int] = mapped_column(ForeignKey("shopping_lists.id", ondelete="CASCADE"))
    seller_id: Mapped[int] = mapped_column(ForeignKey("sellers.id"))
    note: Mapped[str | None] = mapped_column(CleanText())
    status: Mapped[str] = mapped_column(CleanText(10), server_default="active", default="active")
    ordered_at: Mapped[datetime | None]

    shopping_list: Mapped[ShoppingList] = relationship(back_populates="sellers")
    seller: Mapped[Seller] = relationship()


class KitShoppingLink(Timestamps, Base):
    """For how many units a kit was put on a list, and how the kit stood then."""

    __tablename__ = "kit_shopping_links"
    __table_args__ = (
        UniqueConstraint("kit_id", "shopping_list_id"),
        CheckConstraint("requested_units >= 1", name="requested_units_positive"),
        Index("ix_kit_shopping_links_shopping_list_id", "shopping_list_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("kits.id", ondelete="CASCADE"))
    shopping_list_id: Mapped[int] = mapped_column(ForeignKey("shopping_lists.id", ondelete="CASCADE"))
    requested_units: Mapped[int]
    honor_reserved: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    snapshot_kit_updated_at: Mapped[datetime]

    kit: Mapped[Kit] = relationship()
    shopping_list: Mapped[ShoppingList] = relationship(back_populates="kit_links")
