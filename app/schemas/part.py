"""Bodies about parts."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from app.schemas.base import MAX_INTEGER, Input, Output, SizeClass, StorageProperty, WholeNumber, example

Description = Annotated[str, Field(min_length=1, max_length=20_000)]
Tag = Annotated[str, Field(max_length=100)]


class PartFields(Input):
    """What may be written on a part besides its description."""

    manufacturer_code: str | None = Field(None, max_length=255)
    manufacturer: str | None = Field(None, max_length=255)
    type_id: WholeNumber | None = None
    tags: list[Tag] | None = Field(None, max_length=100)
    product_page: str | None = Field(None, max_length=500)
    package: str | None = Field(None, max_length=100)
    pin_count: int | None = Field(None, strict=True, ge=1, le=MAX_INTEGER)
    pin_pitch: str | None = Field(None, max_length=50)
    mounting_type: str | None = Field(None, max_length=50)
    series: str | None = Field(None, max_length=100)
    dimensions: str | None = Field(None, max_length=100)
    voltage_rating: str | None = Field(None, max_length=100)
    input_voltage: str | None = Field(None, max_length=100)
    output_voltage: str | None = Field(None, max_length=100)
    size_class: SizeClass | None = None
    storage_needs: list[StorageProperty] | None = Field(None, description="what its box must offer")
    unit_price: Decimal | None = Field(None, ge=0, description="given together with its currency")
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")
    minimum_quantity: int | None = Field(None, strict=True, ge=0, le=MAX_INTEGER, description="low stock below this")


class PartCreate(PartFields):
    """A new part; its four-letter key is chosen."""

    model_config = example(
        description="Resistor 4k7 0603 1 %",
        manufacturer_code="RC0603-4K7",
        type_id=1,
        tags=["smd"],
        package="0603",
        unit_price="0.012",
        currency="EUR",
    )

    description: Description


class PartUpdate(PartFields):
    """Changes to a part: only the fields that are given; null clears one."""

    model_config = example(description="Resistor 4k7 0603 1 %, reel", minimum_quantity=200)

    description: Description | None = None


class TypeName(Output):
    """A category by id and name."""

    id: int = Field(examples=[1])
    name: str = Field(examples=["Resistor"])


class SlotQuantityResponse(Output):
    """Units in one slot."""

    location: str = Field(examples=["7-3"])
    quantity: int = Field(examples=[42])


class KitNameResponse(Output):
    """A kit that needs the part."""

    id: int = Field(examples=[3])
    name: str = Field(examples=["Thermostat"])


class PartResponse(Output):
    """A part with its stock by slot and the active kits that need it."""

    key: str = Field(examples=["ABCD"])
    description: str = Field(examples=["Resistor 4k7 0603 1 %"])
    manufacturer_code: str | None = Field(examples=["RC0603FR-074K7L"])
    manufacturer: str | None = Field(examples=["Yageo"])
    type: TypeName | None
    tags: list[str] = Field(examples=[["smd"]])
    product_page: str | None = Field(examples=["https://maker.example/rc0603"])
    package: str | None = Field(examples=["0603"])
    pin_count: int | None = Field(examples=[2])
    pin_pitch: str | None = Field(examples=["1.27 mm"])
    mounting_type: str | None = Field(examples=["SMD"])
    series: str | None = Field(examples=["RC"])
    dimensions: str | None = Field(examples=["1.6 × 0.8 mm"])
    voltage_rating: str | None = Field(examples=["75 V"])
    input_voltage: str | None = Field(examples=["4.5-28 V"])
    output_voltage: str | None = Field(examples=["3.3 V"])
    size_class: str | None = Field(examples=["small"])
    storage_needs: list[str] = Field(examples=[["moisture"]])
    si_value: float | None = Field(description="main value read from the description, in `si_unit`", examples=[4700])
    si_unit: str | None = Field(examples=["ohm"])
    unit_price: float | None = Field(examples=[0.105])
    currency: str | None = Field(examples=["EUR"])
    minimum_quantity: int | None = Field(examples=[20])
    external_ref: str | None = Field(examples=["part-4711"])
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None
    merged_into: str | None = Field(description="the part that this one became as a duplicate", examples=["EFGH"])
    quantity: int = Field(description="units over all slots", examples=[42])
    locations: list[SlotQuantityResponse]
    kits: list[KitNameResponse]
