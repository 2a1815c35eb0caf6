"""Bodies of placement plans: what is asked, the moves with their savings, what is accepted and what was done."""

from pydantic import Field

from app.schemas.base import Input, Label, Output, Quantity, example


class WeightsIn(Input):
    """Prices of a layout, in metres a month; what is left out keeps its usual value."""

    travel: float = Field(1.0, ge=0, le=1e6, description="metres that a metre between bench and slot counts for")
    co_use: float = Field(1.0, ge=0, le=1e6, description="the same between slots visited on one walk")
    spread: float = Field(2.0, ge=0, le=1e6, description="metres a month for each further box of a category")
    handling: float = Field(20.0, ge=0, le=1e6, description="metres that handling one moved part is worth, once")
    horizon_months: float = Field(12.0, gt=0, le=1200, description="months over which a move has to pay for itself")


class PlanRequest(Input):
    """How many moves at most, and what counts."""

    model_config = example(moves=20)

    moves: int = Field(strict=True, ge=1, le=5000, description="steps through temporary slots included")
    seed: int = Field(0, strict=True, ge=0, le=2**31 - 1, description="the same seed finds the same plan")
    weights: WeightsIn = Field(default_factory=WeightsIn)


class PlannedMove(Output):
    """One step of a plan."""

    step: int = Field(examples=[1])
    part: str = Field(examples=["ABCD"])
    origin: str = Field(examples=["7-3"])
    target: str = Field(examples=["1-2"])
    quantity: int = Field(examples=[120])
    saving_m_per_month: float = Field(description="what the layout costs less a month after it", examples=[84.0])
    reason: str = Field(examples=["1.2 m instead of 9.4 m from the bench, fetched 5.1 times a month"])
    is_temporary: bool = Field(description="the part waits there while others change places")


class TermChange(Output):
    """A term of the cost before and after the plan, metres a month."""

    before: float
    after: float


class GainPointOut(Output):
    """What the first steps of a plan save, metres a month."""

    steps: int = Field(description="steps done; after them nothing waits in a temporary slot", examples=[5])
    saving_m_per_month: float = Field(examples=[310.0])


class PlanResponse(Output):
    """A plan; no moves when no improvement was found."""

    message: str = Field(examples=["20 moves save 412 m of 1890 m a month."])
    moves: list[PlannedMove]
    saving_m_per_month: float
    terms: dict[str, TermChange] = Field(description="travel, co_use, spread, misplaced, moving")
    gap: float = Field(description="share of the cost that may still be saved, as far as a lower bound knows")
    gain_curve: list[GainPointOut] = Field(description="the saving over the number of steps, from none to all")
    notes: list[str] = Field(description="what was left out, and what finds no slot")
    snapshot: str = Field(description="whose usage counted", examples=["20260201T090000-1a2b3c4d"])


class AcceptedMoveIn(Input):
    """A move of a plan that is to be made."""

    part: str = Field(min_length=1, max_length=20, examples=["ABCD"])
    origin: Label
    target: Label
    quantity: Quantity


class ApplyRequest(Input):
    """Accepted moves, all or some, in the plan's order."""

    model_config = example(moves=[{"part": "ABCD", "origin": "7-3", "target": "1-2", "quantity": 120}])

    moves: list[AcceptedMoveIn] = Field(min_length=1, max_length=5000)


class RefusedMove(Output):
    """A move that could not be made any more."""

    part: str = Field(examples=["ABCD"])
    origin: str = Field(examples=["7-3"])
    why: str = Field(examples=["it no longer lies in 7-3"])


class ApplyResponse(Output):
    """What was done: the batch to undo it with, and what was refused because the stock changed."""

    batch_id: int = Field(examples=[812])
    steps: int = Field(description="moves booked, through temporary slots too", examples=[20])
    message: str = Field(examples=["Made 20 moves"])
    refused: list[RefusedMove]
