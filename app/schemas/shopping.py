"""Bodies about shopping lists: lists, lines, orders, deliveries."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from app.schemas.base import MAX_INTEGER, Flag, Input, Label, Note, Output, Quantity, example
from app.schemas.part import SlotQuantityResponse
from app.schemas.seller import SellerLinkResponse, SellerName
from app.services.shopping.kit_push_service import HONOR_RESERVED

Count = Annotated[int, Field(strict=True, ge=1, le=MAX_INTEGER)]
Price = Annotated[Decimal, Field(ge=0, description="of one unit, given together with its currency")]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]
LongNote = Annotated[str, Field(max_length=20_000)]
DRAFT = {"description": "Lens 12 mm", "manufacturer_code": "L-12", "type_id": 1}
Draft = Annotated[
    dict[str, Any],
    Field(
        max_length=30,
        description="fields of a part that does not exist yet; `description` is required",
        examples=[DRAFT],
    ),
]


class ShoppingListCreate(Input):
    """A new list."""

    model_config = example(name="Spring", description="for the workshop")

    name: str = Field(min_length=1, max_length=255)
    description: LongNote | None = None


class ShoppingListUpdate(Input):
    """Changes to a list: only the fields that are given; null clears one."""

    model_config = example(description="for both workshops")

    name: str | None = Field(None, min_length=1, max_length=255)
    description: LongNote | None = None


class StatusUpdate(Input):
    """Declares a list done; undo of its batch makes it active again."""

    model_config = example(status="done")

    status: Literal["active", "done"]


class LineCounts(Output):
    """Numbers of lines by status."""

    new: int = Field(examples=[3])
    ordered: int = Field(examples=[2])
    done: int = Field(examples=[0])
    total: int = Field(examples=[5])


class ShoppingListName(Output):
    """A list by id and name."""

    id: int = Field(examples=[4])
    name: str = Field(examples=["Spring"])
    status: str = Field(examples=["active"])


class ShoppingListResponse(ShoppingListName):
    """A list and how far it is."""

    description: str | None = Field(examples=["for the workshop"])
    external_ref: str | None = Field(examples=["list-4"])
    done_at: datetime | None
    created_at: datetime
    updated_at: datetime
    line_counts: LineCounts


class LineCreate(Input):
    """A part to buy, or the draft of one that the catalogue does not know yet."""

    model_config = example(part_key="ABCD", needed=20, seller_id=2)

    part_key: str | None = Field(None, min_length=1, max_length=20)
    draft: Draft | None = None
    needed: Count
    ordered: int = Field(0, strict=True, ge=0, le=MAX_INTEGER)
    seller_id: Count | None = None
    unit_price: Price | None = None
    currency: Currency | None = None
    note: LongNote | None = None


class MembershipCreate(Input):
    """Puts the part on a list."""

    model_config = example(shopping_list_id=4, needed=20)

    shopping_list_id: Count
    needed: Count
    seller_id: Count | None = None
    note: LongNote | None = None


class LineUpdate(Input):
    """Changes to a line: only the fields that are given; null clears one. `part_key` says what a draft has become."""

    model_config = example(ordered=25, note="reel")

    part_key: str | None = Field(None, min_length=1, max_length=20)
    draft: Draft | None = None
    needed: Count | None = None
    ordered: int | None = Field(None, strict=True, ge=0, le=MAX_INTEGER)
    seller_id: Count | None = None
    unit_price: Price | None = None
    currency: Currency | None = None
    note: LongNote | None = None


class KitShareResponse(Output):
    """How much of a line a kit asked for: the reason why it is there."""

    kit_id: int = Field(examples=[7])
    kit_name: str = Field(examples=["Thermostat"])
    quantity: int = Field(examples=[12])


class LineResponse(Output):
    """A line with what one needs to decide on it."""

    id: int = Field(examples=[31])
    shopping_list_id: int = Field(examples=[4])
    part_key: str | None = Field(description="null while the part does not exist yet", examples=["ABCD"])
    description: str = Field(examples=["Resistor 4k7 0603 1 %"])
    draft: dict[str, Any] | None = Field(examples=[{"description": "Lens 12 mm"}])
    seller: SellerName | None
    seller_link: SellerLinkResponse | None = Field(description="the seller's offer of the part")
    needed: int = Field(examples=[20])
    ordered: int = Field(examples=[20])
    received: int = Field(examples=[12])
    unit_price: float | None = Field(examples=[0.12])
    currency: str | None = Field(examples=["EUR"])
    note: str | None = Field(examples=["reel"])
    status: str = Field(examples=["new"])
    ordered_at: datetime | None
    expected_on: date | None
    completed_at: datetime | None
    completion_mismatch: bool
    completion_note: str | None = Field(examples=["two were broken"])
    can_receive: bool
    has_quantity_mismatch: bool = Field(description="other than the ordered quantity was received so far")
    is_editable: bool = Field(description="quantities and seller can be changed")
    part_locations: list[SlotQuantityResponse]
    needed_by: list[KitShareResponse]
    created_at: datetime
    updated_at: datetime


class Totals(Output):
    """Units over the lines of a group."""

    needed: int = Field(examples=[60])
    ordered: int = Field(examples=[50])
    received: int = Field(examples=[12])


class GroupResponse(Output):
    """The share of a list that goes to one seller, or the lines that have none."""

    group_key: str = Field(description="the seller's id, or `ungrouped`", examples=["2"])
    seller: SellerName | None
    note: str | None = Field(examples=["ask for samples"])
    status: str = Field(examples=["active"])
    ordered_at: datetime | None
    totals: Totals
    completed: bool = Field(description="there are lines, and all of them are done")
    lines: list[LineResponse]


class ShoppingListDetail(ShoppingListResponse):
    """A list with all its lines: sellers by name, lines without a seller last."""

    seller_groups: list[GroupResponse]


class GroupCreate(Input):
    """A seller to order from."""

    model_config = example(seller_id=2, note="ask for samples")

    seller_id: Count
    note: LongNote | None = None


class GroupUpdate(Input):
    """`ordered` places the order, `active` reopens it; a note can always be changed."""

    model_config = example(status="ordered", expected_on="2026-04-01")

    status: Literal["active", "ordered"] | None = None
    expected_on: date | None = Field(None, description="promised day; from the lead times when left out")
    note: LongNote | None = None


class AllocationIn(Input):
    """Units that go into one slot."""

    location: Label
    quantity: Quantity


class LineReceive(Input):
    """What arrived and where it was put."""

    model_config = example(receive_qty=12, allocations=[{"location": "7-3", "quantity": 12}])

    receive_qty: Quantity | None = Field(None, description="checked against the sum of the slots")
    allocations: list[AllocationIn] = Field(min_length=1, max_length=100)


class LineComplete(Input):
    """Nothing more is expected; a reason is needed when other than the ordered quantity arrived."""

    model_config = example(mismatch_reason="two were broken")

    mismatch_reason: Note | None = None


class SlotSuggestionResponse(Output):
    """A slot for what arrives, and why."""

    location: str = Field(examples=["7-3"])
    reasons: list[str] = Field(examples=[["holds 12 of it already"]])
    saving_m_per_month: float | None = Field(
        description="metres a month saved against where most of it lies now; empty when it lies nowhere",
        examples=[12.5],
    )


class MembershipResponse(Output):
    """A line that names a part, and its list."""

    line_id: int = Field(examples=[31])
    shopping_list: ShoppingListName
    part_key: str = Field(examples=["ABCD"])
    status: str = Field(examples=["ordered"])
    needed: int = Field(examples=[20])
    ordered: int = Field(examples=[20])
    received: int = Field(examples=[12])
    note: str | None = Field(examples=["reel"])
    seller: SellerName | None


class MembershipQuery(Input):
    """Parts to look for on lists."""

    model_config = example(part_keys=["ABCD", "EFGH"])

    part_keys: list[Annotated[str, Field(min_length=1, max_length=20)]] = Field(min_length=1, max_length=250)
    include_done: Flag = False


class PartMemberships(Output):
    """On which lists a part is."""

    part_key: str
    memberships: list[MembershipResponse]


class KitPush(Input):
    """Puts on a list, or a new one, what a number of units of a kit still lacks."""

    model_config = example(shopping_list_id=4, requested_units=5, honor_reserved=True)

    shopping_list_id: Count | None = None
    new_list_name: str | None = Field(None, min_length=1, max_length=255)
    requested_units: Count | None = Field(None, description="the kit's build target when left out")
    honor_reserved: Flag = Field(HONOR_RESERVED, description="stock that other kits claim does not count")


class KitLinkResponse(Output):
    """A kit on a list; stale when the kit was changed since."""

    id: int = Field(examples=[12])
    kit_id: int = Field(examples=[7])
    kit_name: str = Field(examples=["Weather station"])
    shopping_list: ShoppingListName
    requested_units: int = Field(examples=[5])
    honor_reserved: bool
    is_stale: bool
    snapshot_kit_updated_at: datetime
    created_at: datetime


class StandInResponse(Output):
    """Pieces of a substitute that are used instead."""

    part_key: str
    units: int


class DemandResponse(Output):
    """What the kit needs of a part, and what has to be bought."""

    part_key: str
    required: int
    in_stock: int = Field(description="that the kit can use, with what is picked for it")
    on_order: int = Field(description="that comes for the kit or for the stock")
    stand_ins: list[StandInResponse] = Field(description="substitutes in stock that spare buying")
    to_buy: int


class KitPushResponse(Output):
    """What a push did; without a link nothing was needed and nothing was written."""

    link: KitLinkResponse | None
    batch_id: int | None = Field(description="takes it back; none when nothing was written")
    message: str = Field(examples=["Put 2 parts (8 pieces) for 5 x Radio on Spring"])
    demands: list[DemandResponse]


class KitMembershipQuery(Input):
    """Kits to look for on lists."""

    model_config = example(kit_ids=[1, 2])

    kit_ids: list[Count] = Field(min_length=1, max_length=250)
    include_done: Flag = False


class KitMemberships(Output):
    """On which lists a kit is."""

    kit_id: int
    memberships: list[KitLinkResponse]
