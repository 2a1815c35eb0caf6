"""Part: one kind of thing that is kept, whatever its quantity."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Numeric, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CleanText, Timestamps, one_of_or_null, subset_of
from app.models.storage import SIZE_CLASSES, STORAGE_PROPERTIES

if TYPE_CHECKING:
    from app.models.attachment import AttachmentSet
    from app.models.part_location import PartLocation
    from app.models.part_type import PartType
    from app.models.seller import PartSeller


class Part(Timestamps, Base):
    """A catalogue entry with a four-letter key; archived rather than deleted once it has history.

    `storage_needs` lists what its box must offer; `si_value`/`si_unit` hold the parsed main value (`4k7` is 4700 ohm);
    `external_ref` remembers where an import found it; `merged_into_id` names the part a duplicate was merged into.
    """

    __tablename__ = "parts"
    __table_args__ = (
        CheckConstraint("key ~ '^[A-Z]{4}$'", name="key_format"),
        CheckConstraint("pin_count > 0", name="pin_count_positive"),
        CheckConstraint("unit_price >= 0", name="unit_price_not_negative"),
        CheckConstraint("minimum_quantity >= 0", name="minimum_quantity_not_negative"),
        CheckConstraint(one_of_or_null("size_class", SIZE_CLASSES), name="size_class_known"),
        CheckConstraint(subset_of("storage_needs", STORAGE_PROPERTIES), name="storage_needs_known"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency_format"),
        CheckConstraint("(unit_price IS NULL) = (currency IS NULL)", name="price_with_currency"),
        Index("ix_parts_type_id", "type_id"),
        CheckConstraint("merged_into_id <> id", name="not_merged_into_itself"),
        Index("ix_parts_created_at_id", "created_at", "id"),
        Index("ix_parts_active_created_at_id", "created_at", "id", postgresql_where=text("archived_at IS NULL")),
        Index("ix_parts_merged_into_id", "merged_into_id"),
        Index("ix_parts_manufacturer_code_lower", text("lower(manufacturer_code)")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(CleanText(4), unique=True)
    manufacturer_code: Mapped[str | None] = mapped_column(CleanText(255))
    type_id: Mapped[int | None] = mapped_column(ForeignKey("types.id"))
    description: Mapped[str] = mapped_column(CleanText())
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"), default=list)
    manufacturer: Mapped[str | None] = mapped_column(CleanText(255))
    product_page: Mapped[str | None] = mapped_column(CleanText(500))
    attachment_set_id: Mapped[int] = mapped_column(ForeignKey("attachment_sets.id"), unique=True)
    package: Mapped[str | None] = mapped_column(CleanText(100))
    pin_count: Mapped[int | None]
    pin_pitch: Mapped[str | None] = mapped_column(CleanText(50))
    voltage_rating: Mapped[str | None] = mapped_column(CleanText(100))
    input_voltage: Mapped[str | None] = mapped_column(CleanText(100))
    output_voltage: Mapped[str | None] = mapped_column(CleanText(100))
    mounting_type: Mapped[str | None] = mapped_column(CleanText(50))
    series: Mapped[str | None] = mapped_column(CleanText(100))
    dimensions: Mapped[str | None] = mapped_column(CleanText(100))
    size_class: Mapped[str | None] = mapped_column(CleanText(20))
    storage_needs: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"), default=list)
    si_value: Mapped[float | None]
    si_unit: Mapped[str | None] = mapped_column(CleanText(10))
    unit_price: Mapped[Decimal | None] = mapped_column(Numeric(14, 6))
    currency: Mapped[str | None] = mapped_column(CleanText(3))
    minimum_quantity: Mapped[int | None]
    external_ref: Mapped[str | None] = mapped_column(CleanText(200), unique=True)
    archived_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("parts.id"))

    type: Mapped["PartType | None"] = relationship()
    merged_into: Mapped["Part | None"] = relationship(remote_side="Part.id", viewonly=True)
    attachment_set: Mapped["AttachmentSet"] = relationship(cascade="all, delete-orphan", single_parent=True)
    part_locations: Mapped[list["PartLocation"]] = relationship(viewonly=True)
    seller_links: Mapped[list["PartSeller"]] = relationship(back_populates="part", cascade="all, delete-orphan")
