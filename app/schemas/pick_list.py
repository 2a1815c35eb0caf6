"""Bodies about pick lists and builds."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from app.domain.kits.allocation import SlotOrder
from app.schemas.base import Input, Note, Output, Quantity, example
from app.schemas.kit import Key, UnitsToBuild

ShortfallAction = Literal["reject", "limit", "omit"]
Taken = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000, description="units really taken; 0 for none")]


class PickListPreview(Input):
    """For how many units a list is wanted."""

    model_config = example(units=5)

    units: UnitsToBuild


class PickListCreate(Input):
    """A new list; `shortfall_actions` says what to do about parts that do not suffice."""

    model_config = example(units=5, shortfall_actions={"ABCD": "limit"}, slot_order="walking", note="for Monday")

    units: UnitsToBuild
    shortfall_actions: dict[Key, ShortfallAction] = Field(
        {}, max_length=1000, description="by part key: reject (the default), limit to what is there, or omit the part"
    )
    slot_order: SlotOrder = Field(
        "remainders", description="which slots are emptied first: small remainders, or the first in walking order"
    )
    note: Note | None = None


class PickLine(Input):
    """What was taken; the planned quantity when left out."""

    model_config = example(quantity=10)

    quantity: Taken | None = None


class PickListUpdate(Input):
    """What can be changed about a pick list itself."""

    model_config = example(note="for the fair")

    note: Note | None = None


class PickLineUpdate(Input):
    """Another planned quantity."""

    model_config = example(quantity=8)

    quantity: Quantity


class BuildCreate(Input):
    """Units to make of a kit from what is in stock."""

    model_config = example(units=2, note="first batch")

    units: UnitsToBuild
    note: Note | None = None


class BuildRecord(Input):
    """What became of a completed pick list; `units` are those it was made for when left out."""

    model_config = example(units=4, note="one board broke")

    units: UnitsToBuild | None = None
    note: Note | None = None


class ShortPickResponse(Output):
    """A part that does not suffice."""

    part_key: str = Field(examples=["ABCD"])
    description: str
    required: int = Field(examples=[12])
    usable: int = Field(description="units that may be picked", examples=[10])
    shortfall: int = Field(examples=[2])


class PickPreviewResponse(Output):
    """Parts that do not suffice; none when the list can be made as it is."""

    kit_id: int = Field(examples=[7])
    units: int = Field(examples=[5])
    shortfalls: list[ShortPickResponse]


class PickListResponse(Output):
    """A pick list with its figures."""

    id: int = Field(examples=[4])
    kit_id: int = Field(examples=[7])
    kit_name: str = Field(examples=["Weather station"])
    requested_units: int = Field(examples=[5])
    status: str = Field(examples=["open"])
    note: str | None = Field(examples=["for Monday"])
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None
    build_id: int | None = Field(description="the build that used it", examples=[3])
    line_count: int = Field(examples=[12])
    open_line_count: int = Field(examples=[9])
    completed_line_count: int = Field(examples=[3])
    quantity_to_pick: int = Field(examples=[60])
    quantity_picked: int = Field(examples=[15])
    quantity_remaining: int = Field(examples=[45])


class PickListMembership(Output):
    """The pick lists of a kit."""

    kit_id: int = Field(examples=[7])
    pick_lists: list[int] = Field(description="newest first", examples=[[4]])


class PickLineResponse(Output):
    """One slot to visit."""

    id: int = Field(examples=[40])
    part_key: str = Field(examples=["ABCD"])
    description: str = Field(examples=["Resistor 4k7 0603 1 %"])
    stands_in_for: str | None = Field(
        description="the part of the kit's line, when this is a substitute", examples=["EFGH"]
    )
    location: str = Field(examples=["7-3"])
    box_no: int = Field(examples=[7])
    box_description: str = Field(examples=["SMD resistors"])
    loc_no: int = Field(examples=[3])
    quantity_to_pick: int = Field(examples=[10])
    quantity_picked: int | None = Field(examples=[10])
    status: str = Field(examples=["open"])
    picked_at: datetime | None
    in_slot: int = Field(description="units the slot holds now", examples=[42])
    shortfall: int = Field(description="units the slot lacks for this line", examples=[0])


class PickListDetailResponse(PickListResponse):
    """A pick list with its lines."""

    lines: list[PickLineResponse]


class PickChangeResponse(Output):
    """What was done to a line or all of them, and the list as it is now."""

    batch_id: int | None = Field(description="takes it back; none when nothing was done", examples=[812])
    message: str = Field(examples=["Picked 10 of ABCD from 7-3 for Weather station"])
    pick_list: PickListDetailResponse


class BuildLineResponse(Output):
    """Units of a part that a build consumed."""

    part_key: str = Field(examples=["ABCD"])
    description: str = Field(examples=["Resistor 4k7 0603 1 %"])
    quantity: int = Field(examples=[60])
    unit_price: Decimal | None = Field(examples=["0.105"])
    currency: str | None = Field(examples=["EUR"])


class BuildResponse(Output):
    """What was made, from what, and what it cost; `unpriced_lines` are left out of the cost."""

    id: int = Field(examples=[3])
    kit_id: int = Field(examples=[7])
    kit_name: str = Field(examples=["Weather station"])
    pick_list_id: int | None = Field(examples=[4])
    units: int = Field(examples=[5])
    actor: str = Field(examples=["anna"])
    note: str | None = Field(examples=["first batch"])
    cost: Decimal | None = Field(examples=["6.30"])
    currency: str | None = Field(examples=["EUR"])
    unpriced_lines: int = Field(examples=[1])
    built_at: datetime
    lines: list[BuildLineResponse]
