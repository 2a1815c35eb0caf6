"""Box: a container with numbered locations, standing somewhere."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CleanText, Timestamps, one_of_or_null, subset_of
from app.models.storage import SIZE_CLASSES, STORAGE_PROPERTIES

if TYPE_CHECKING:
    from app.models.location import Location
    from app.models.part_type import PartType


class Box(Timestamps, Base):
    """A box with `capacity` locations laid out in `grid_rows` x `grid_columns`.

    `x_m`, `y_m`, `z_m` are metres from the bench; `zone`, `aisle`, `bay`, `level` say where a person looks.
    """

    __tablename__ = "boxes"
    __table_args__ = (
        CheckConstraint("box_no > 0", name="box_no_positive"),
        CheckConstraint("capacity BETWEEN 1 AND 1000", name="capacity_range"),
        CheckConstraint("grid_rows * grid_columns >= capacity", name="grid_holds_capacity"),
        CheckConstraint(one_of_or_null("size_class", SIZE_CLASSES), name="size_class_known"),
        CheckConstraint(subset_of("storage_properties", STORAGE_PROPERTIES), name="storage_properties_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    box_no: Mapped[int] = mapped_column(unique=True)
    description: Mapped[str] = mapped_column(CleanText(255))
    capacity: Mapped[int]
    grid_rows: Mapped[int]
    grid_columns: Mapped[int]
    zone: Mapped[str | None] = mapped_column(CleanText(50))
    aisle: Mapped[int | None]
    bay: Mapped[int | None]
    level: Mapped[int | None]
    x_m: Mapped[float | None]
    y_m: Mapped[float | None]
    z_m: Mapped[float | None]
    size_class: Mapped[str | None] = mapped_column(CleanText(20))
    storage_properties: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"), default=list)
    designated_type_id: Mapped[int | None] = mapped_column(ForeignKey("types.id"))
    external_ref: Mapped[str | None] = mapped_column(CleanText(200), unique=True)
    archived_at: Mapped[datetime | None]

    designated_type: Mapped["PartType | None"] = relationship()
    locations: Mapped[list["Location"]] = relationship(
        back_populates="box", cascade="all, delete-orphan", order_by="Location.loc_no"
    )
