"""Bodies of placement plans: what is asked, the moves with their savings, what is accepted and what was done."""

from datetime import datetime
from typing import Any

from pydantic import Field

from app.domain.placement.weights import LARGEST, LONGEST_MONTHS, MEANINGS
from app.schemas.base import Input, Label, Output, Quantity, example


def _weight(name: str, most: float = LARGEST) -> Any:
    """A weight that may be left out."""
    return Field(None, ge=0, le=most, description=MEANINGS[name])


class WeightsIn(Input):
    """Weights in metres a month; what is left out stays as it is in the store."""

    model_config = example(spread=5.0)

    travel: float | None = _weight("travel")
    co_use: float | None = _weight("co_use")
    spread: float | None = _weight("spread")
    handling: float | None = _weight("handling")
    horizon_months: float | None = Field(None, gt=0, le=LONGEST_MONTHS, description=MEANINGS["horizon_months"])
    misplaced: float | None = _weight("misplaced")


class WeightsOut(Output):
    """The weights by which this store judges layouts, in metres a month."""

    travel: float = Field(description=MEANINGS["travel"], examples=[1.0])
    co_use: float = Field(description=MEANINGS["co_use"], examples=[1.0])
    spread: float = Field(description=MEANINGS["spread"], examples=[2.0])
    handling: float = Field(description=MEANINGS["handling"], examples=[20.0])
    horizon_months: float = Field(description=MEANINGS["horizon_months"], examples=[12.0])
    misplaced: float = Field(description=MEANINGS["misplaced"], examples=[1000.0])


class WeightsChanged(Output):
    """The weights in force now, and the batch to undo the change with; none when nothing changed."""

    weights: WeightsOut
    batch_id: int | None = Field(examples=[812])
    message: str = Field(examples=["Weights changed: spread 5 instead of 2"])


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
    saving_m_per_month: float | None = Field(
        None, ge=-1e12, le=1e12, description="what the plan said, to be held against what is observed", examples=[84.0]
    )


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


class OutcomeOut(Output):
    """An applied plan: what it was said to save, and what the walks since then show."""

    batch_id: int = Field(examples=[812])
    applied_at: datetime
    moves: int = Field(description="parts that lie elsewhere since", examples=[19])
    days: int = Field(description="whole days observed", examples=[30])
    predicted_m_per_month: float | None = Field(description="empty when no move said it", examples=[412.0])
    observed_m_per_month: float | None = Field(description="empty before the first whole day", examples=[380.5])


class MoveOutcomeOut(Output):
    """A move of an applied plan by itself; moves that pay only together save less by themselves."""

    part: str = Field(examples=["QXRT"])
    origin: str = Field(examples=["12-4"])
    target: str = Field(examples=["1-7"])
    visits: int = Field(description="walks to the part in its new slot since", examples=[14])
    predicted_m_per_month: float | None = Field(description="empty when nobody said it", examples=[41.0])
    observed_m_per_month: float | None = Field(
        description="how much longer these walks would have been had only this part stayed", examples=[38.5]
    )
