"""Bodies about boxes and their slots."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.schemas.base import Input, Output, SizeClass, StorageProperty, WholeNumber, example
from app.schemas.part import TypeName

Capacity = Annotated[int, Field(strict=True, ge=1, le=1000, description="number of slots")]
GridSide = Annotated[int, Field(strict=True, ge=1, le=1000)]
Description = Annotated[str, Field(min_length=1, max_length=255)]
Metres = Annotated[float, Field(strict=True, ge=-100_000, le=100_000, description="metres from the bench")]


class BoxFields(Input):
    """What may be written on a box besides description and capacity."""

    grid_rows: GridSide | None = None
    grid_columns: GridSide | None = None
    zone: str | None = Field(None, max_length=50)
    aisle: WholeNumber | None = None
    bay: WholeNumber | None = None
    level: WholeNumber | None = None
    x_m: Metres | None = None
    y_m: Metres | None = None
    z_m: Metres | None = None
    size_class: SizeClass | None = None
    storage_properties: list[StorageProperty] | None = Field(None, description="what it offers to its parts")
    designated_type_id: WholeNumber | None = Field(None, description="the type this box is meant for")


class BoxCreate(BoxFields):
    """A new box with slots 1 to `capacity`; number and grid are chosen when left out."""

    model_config = example(description="SMD resistors", capacity=60, zone="A", x_m=1.5, y_m=0.0, z_m=1.2)

    description: Description
    capacity: Capacity
    box_no: int | None = Field(None, strict=True, ge=1, le=999_999)


class BoxUpdate(BoxFields):
    """Changes to a box: only the fields that are given; null clears one, another capacity resizes the box."""

    model_config = example(description="SMD resistors and capacitors", capacity=80)

    description: Description | None = None
    capacity: Capacity | None = None


class BoxResponse(Output):
    """A box and how full it is."""

    box_no: int = Field(examples=[7])
    description: str = Field(examples=["SMD resistors"])
    capacity: int = Field(examples=[60])
    grid_rows: int = Field(examples=[6])
    grid_columns: int = Field(examples=[10])
    zone: str | None = Field(examples=["A"])
    aisle: int | None = Field(examples=[1])
    bay: int | None = Field(examples=[2])
    level: int | None = Field(examples=[3])
    x_m: float | None = Field(examples=[1.5])
    y_m: float | None = Field(examples=[0.0])
    z_m: float | None = Field(examples=[1.2])
    size_class: str | None = Field(examples=["small"])
    storage_properties: list[str] = Field(examples=[["esd"]])
    designated_type: TypeName | None
    external_ref: str | None = Field(examples=["drawer-7"])
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None
    occupied: int = Field(description="slots that hold something", examples=[41])
    available: int = Field(description="slots that hold nothing", examples=[19])
    usage_percent: float = Field(examples=[68.33])


class BoxUsage(Output):
    """How full a box is."""

    box_no: int = Field(examples=[7])
    capacity: int = Field(examples=[60])
    occupied: int = Field(examples=[41])
    available: int = Field(examples=[19])
    usage_percent: float = Field(examples=[68.33])


class PartInSlot(Output):
    """Units of one part in a slot."""

    part_key: str = Field(examples=["ABCD"])
    description: str = Field(examples=["Resistor 4k7 0603 1 %"])
    quantity: int = Field(examples=[42])


class SlotResponse(Output):
    """A slot, where it lies in the grid (row and column from 1), and what it holds."""

    location: str = Field(examples=["7-3"])
    loc_no: int = Field(examples=[3])
    row: int = Field(examples=[1])
    column: int = Field(examples=[3])
    is_locked: bool
    parts: list[PartInSlot]
