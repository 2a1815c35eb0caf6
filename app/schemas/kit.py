"""Bodies about kits: what they need, how they stand, what lacks, who claims what."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from app.schemas.base import Flag, Input, Note, Output, WholeNumber, example

KitName = Annotated[str, Field(min_length=1, max_length=255, examples=["Weather station"])]
Units = Annotated[int, Field(strict=True, ge=0, le=1_000_000, description="units of a kit")]
UnitsToBuild = Annotated[int, Field(strict=True, ge=1, le=1_000_000, description="units of a kit")]
Required = Annotated[int, Field(strict=True, ge=1, le=1_000_000, description="pieces, or units of a kit, per unit")]
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=6, decimal_places=3, description="share that gets lost")]
Fixed = Annotated[int, Field(strict=True, ge=0, le=1_000_000, description="pieces that get lost per run")]
Priority = Annotated[int, Field(strict=True, ge=1, le=9, description="1 gets scarce parts first")]
Version = Annotated[int, Field(strict=True, ge=1, le=2**31 - 1, description="the version you saw", examples=[1])]
Key = Annotated[str, Field(min_length=1, max_length=20, examples=["ABCD"])]
Substitutes = Annotated[list[Key], Field(max_length=20, description="parts that may stand in, best first")]
State = Annotated[Literal["enough", "partial", "missing"], Field(description="enough, partial or missing")]


class KitCreate(Input):
    """A new, empty kit."""

    model_config = example(name="Weather station", build_target=5, priority=3)

    name: KitName
    description: Note | None = None
    build_target: Units = Field(1, description="units still to build")
    priority: Priority = 5


class KitUpdate(Input):
    """Changes to a kit: only the fields that are given; null clears the description."""

    model_config = example(build_target=10, description="for the spring")

    name: KitName | None = None
    description: Note | None = None
    build_target: Units | None = Field(None, description="units still to build")
    priority: Priority | None = None


class KitDuplicate(Input):
    """The name of a copy."""

    model_config = example(name="Weather station 2")

    name: KitName


class KitContentCreate(Input):
    """A new line: a part, or another kit."""

    model_config = example(part_key="ABCD", required_per_unit=12, attrition_percent="2.5", substitutes=["EFGH"])

    part_key: Key | None = None
    child_kit_id: WholeNumber | None = Field(None, description="a kit inside this one, instead of a part")
    required_per_unit: Required
    attrition_percent: Percent = Decimal(0)
    attrition_fixed: Fixed = 0
    substitutes: Substitutes = Field(default_factory=list)
    note: Note | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if (self.part_key is None) == (self.child_kit_id is None):
            raise ValueError("give either part_key or child_kit_id")
        if self.child_kit_id is not None and self.substitutes:
            raise ValueError("only a part can have substitutes")
        return self


class KitContentUpdate(Input):
    """Changes to a line, if it still is the version you saw; null clears the note."""

    model_config = example(version=1, required_per_unit=10, note="red ones")

    version: Version
    required_per_unit: Required | None = None
    attrition_percent: Percent | None = None
    attrition_fixed: Fixed | None = None
    substitutes: Substitutes | None = None
    note: Note | None = None


class KitResponse(Output):
    """A kit as lists show it."""

    id: int = Field(examples=[7])
    name: str = Field(examples=["Weather station"])
    description: str | None = Field(examples=["for the spring"])
    build_target: int = Field(description="units still to build", examples=[5])
    priority: int = Field(examples=[5])
    status: str = Field(examples=["active"])
    archived_at: datetime | None
    external_ref: str | None = Field(examples=["kit-7"])
    created_at: datetime
    updated_at: datetime
    line_count: int = Field(examples=[12])
    open_pick_lists: int = Field(examples=[1])
    shopping_lists: int = Field(description="active shopping lists it was put on", examples=[0])
    build_count: int = Field(examples=[3])
    state: State = Field(description="the stock against the build target", examples=["partial"])
    max_buildable: int = Field(description="units that could be built now", examples=[2])


class KitContentResponse(Output):
    """A line of a kit as it was entered."""

    id: int = Field(examples=[31])
    part_key: str | None = Field(examples=["ABCD"])
    child_kit_id: int | None = Field(examples=[8])
    child_kit_name: str | None = Field(examples=["Sensor board"])
    description: str | None = Field(examples=["Resistor 4k7 0603 1 %"])
    required_per_unit: int = Field(examples=[12])
    attrition_percent: Decimal = Field(examples=["2.5"])
    attrition_fixed: int = Field(examples=[0])
    substitutes: list[str] = Field(examples=[["EFGH"]])
    note: str | None = Field(examples=["red ones"])
    version: int = Field(examples=[1])


class CoverageLineResponse(Output):
    """One part that the units need, also those of kits inside, and what is there for it."""

    content_id: int = Field(examples=[31])
    kit_id: int = Field(description="the kit whose line it is", examples=[7])
    kit_name: str
    part_key: str = Field(examples=["ABCD"])
    description: str = Field(examples=["Resistor 4k7 0603 1 %"])
    required: int = Field(description="pieces in all", examples=[15])
    required_net: int = Field(description="pieces that end up in the units", examples=[12])
    attrition: int = Field(description="pieces expected to get lost", examples=[3])
    required_text: str = Field(examples=["15 (12+3)"])
    in_stock: int = Field(examples=[20])
    reserved: int = Field(description="claimed by other kits", examples=[12])
    available: int = Field(description="in stock and not claimed by other kits", examples=[8])
    picked: int = Field(description="picked for this kit and not built yet", examples=[0])
    substituted: int = Field(description="pieces that substitutes cover", examples=[0])
    shortfall: int = Field(examples=[7])
    state: State


class KitDetailResponse(KitResponse):
    """A kit with its lines, and the coverage of `units`."""

    units: int = Field(description="units that the coverage is for", examples=[5])
    contents: list[KitContentResponse]
    coverage: list[CoverageLineResponse]


class ClaimResponse(Output):
    """Units of a part that a kit still claims."""

    kit_id: int = Field(examples=[7])
    kit_name: str = Field(examples=["Weather station"])
    build_target: int = Field(examples=[5])
    units: int = Field(examples=[60])


class PartReservations(Output):
    """Who claims a part."""

    part_key: str = Field(examples=["ABCD"])
    total_reserved: int = Field(examples=[60])
    claims: list[ClaimResponse]


class KitShareResponse(Output):
    """How one kit fares with a part that lacks."""

    kit_id: int = Field(examples=[7])
    kit_name: str = Field(examples=["Weather station"])
    priority: int = Field(examples=[1])
    wanted: int = Field(examples=[60])
    from_stock: int = Field(examples=[40])
    from_orders: int = Field(examples=[10])
    short: int = Field(examples=[10])


class ShortageResponse(Output):
    """A part of which units lack: need - stock - on order + minimum."""

    part_key: str = Field(examples=["ABCD"])
    description: str = Field(examples=["Resistor 4k7 0603 1 %"])
    in_stock: int = Field(examples=[40])
    on_order: int = Field(examples=[10])
    minimum: int = Field(examples=[20])
    for_minimum: int = Field(description="units that lack to come back to the minimum", examples=[20])
    units: int = Field(description="units to buy", examples=[30])
    kits: list[KitShareResponse] = Field(description="first priority first")


class KitIds(Input):
    """Kits to ask about at once."""

    model_config = example(kit_ids=[1, 2, 3], include_done=False)

    kit_ids: list[WholeNumber] = Field(min_length=1, max_length=250)
    include_done: Flag = Field(False, description="completed lists too")
