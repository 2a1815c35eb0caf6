"""Bodies of stock operations: what to do with units, what was done, and the ledger as people read it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from app.schemas.base import Input, Instant, Label, Note, Output, Quantity, example

Reference = Annotated[str, Field(max_length=200, description="order, case or session this belongs to")]


BeyondReserved = Annotated[bool, Field(description="take units that kits or pick lists hold, too")]


class StockAdd(Input):
    """Units that arrive in a slot."""

    model_config = example(location="7-3", quantity=100, reference="order 4711")

    location: Label
    quantity: Quantity
    note: Note | None = None
    reference: Reference | None = None
    occurred_at: Instant | None = Field(None, description="when it happened; now when left out")


class StockRemove(Input):
    """Units that are consumed from a slot."""

    model_config = example(location="7-3", quantity=3, reason="use", note="bench prototype")

    location: Label
    quantity: Quantity
    reason: Literal["use", "scrap", "repair"] = "use"
    note: Note | None = None
    reference: Reference | None = None
    occurred_at: Instant | None = Field(None, description="when it happened; now when left out")
    beyond_reserved: BeyondReserved = False


class StockMove(Input):
    """Units that change their slot."""

    model_config = example(source="7-3", destination="2-11", quantity=10)

    source: Label
    destination: Label
    quantity: Quantity
    note: Note | None = None
    beyond_reserved: BeyondReserved = False


class StockCount(Input):
    """What somebody found in a slot."""

    model_config = example(location="7-3", counted=42)

    location: Label
    counted: int = Field(strict=True, ge=0, le=1_000_000_000)
    note: Note | None = None


class StockAdjust(Input):
    """A correction, with its reason in words."""

    model_config = example(location="7-3", delta=-2, note="two fell on the floor")

    location: Label
    delta: int = Field(strict=True, ge=-1_000_000_000, le=1_000_000_000)
    note: Note = Field(min_length=1)


class StockShare(Input):
    """Units for, or from, one slot."""

    location: Label
    quantity: Quantity


class StockSplit(Input):
    """Units put into several slots at once: newly received, or carried there from `source`."""

    model_config = example(
        source="7-3", shares=[{"location": "2-11", "quantity": 10}, {"location": "2-12", "quantity": 5}]
    )

    shares: list[StockShare] = Field(min_length=1, max_length=200)
    source: Label | None = Field(None, description="the slot to carry them from; left out, they are received")
    note: Note | None = None
    reference: Reference | None = None
    beyond_reserved: BeyondReserved = False


class StockTake(Input):
    """Units consumed from several slots at once."""

    model_config = example(
        shares=[{"location": "7-3", "quantity": 3}, {"location": "2-11", "quantity": 2}], reason="use"
    )

    shares: list[StockShare] = Field(min_length=1, max_length=200)
    reason: Literal["use", "scrap", "repair"] = "use"
    note: Note | None = None
    reference: Reference | None = None
    beyond_reserved: BeyondReserved = False


class LocationMinimumUpdate(Input):
    """How many units of a part a slot should never fall below."""

    model_config = example(minimum_quantity=20)

    minimum_quantity: Quantity


class LocationMinimumResponse(Output):
    """The floor of one part in one slot."""

    location: str = Field(examples=["7-3"])
    minimum_quantity: int = Field(examples=[20])


class StockChangeResponse(Output):
    """What a stock operation did; the batch takes it back."""

    batch_id: int = Field(examples=[812])
    part_key: str = Field(examples=["ABCD"])
    movement_ids: list[int] = Field(examples=[[90210]])
    message: str = Field(examples=["Used 3 of ABCD from 7-3"])
    repeated: bool = Field(False, description="true when the Idempotency-Key was seen before and nothing was done now")


class StockLocation(Output):
    """Units of one part in one slot."""

    location: str = Field(examples=["7-3"])
    box_no: int = Field(examples=[7])
    loc_no: int = Field(examples=[3])
    quantity: int = Field(examples=[42])


class MovementResponse(Output):
    """One line of the ledger; `level_after` is the part's total once it had happened."""

    id: int = Field(examples=[90210])
    part_key: str = Field(examples=["ABCD"])
    occurred_at: datetime
    delta: int = Field(examples=[-3])
    reason: str = Field(examples=["use"])
    location: str = Field(examples=["7-3"])
    level_after: int = Field(examples=[39])
    actor: str = Field(examples=["anna"])
    batch_id: int = Field(examples=[812])
    reference: str | None = Field(None, examples=["order 4711"])
    note: str | None = Field(None, examples=["bench prototype"])
    is_undone: bool = False
    can_undo_line: bool = Field(False, description="`POST /api/movements/{id}/undo` may take it back")
    can_undo_batch: bool = Field(False, description="`POST /api/batches/{batch_id}/undo` takes back more than the line")
