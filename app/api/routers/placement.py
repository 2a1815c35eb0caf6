"""Placement plans: where things should live, as moves that can be accepted, applied and taken back."""

from time import perf_counter
from typing import TYPE_CHECKING

from fastapi import APIRouter

from app.api.dependencies import InContainer, InPaging, InWork, RecordId
from app.api.idempotency import InWorkOnce
from app.api.paging import cut_page
from app.domain.placement.weights import changed
from app.schemas.base import Page
from app.schemas.placement import (
    ApplyRequest,
    ApplyResponse,
    GainPointOut,
    MoveOutcomeOut,
    OutcomeOut,
    PlannedMove,
    PlanRequest,
    PlanResponse,
    TermChange,
    WeightsChanged,
    WeightsIn,
    WeightsOut,
)

if TYPE_CHECKING:
    from app.services.placement.proposal import Proposal

router = APIRouter(prefix="/api/placement", tags=["placement"])


@router.post(
    "/plan",
    summary="Plan moves",
    description="At most so many moves that save most walking, each with its saving and why; nothing is changed. "
    "The answer is kept by nobody: send what you accept to `/api/placement/apply`.",
)
def plan_moves(body: PlanRequest, container: InContainer) -> PlanResponse:
    """A plan. The store is read first; no transaction is open while the search runs."""
    from app.services.placement.proposal import SEARCH_SECONDS, propose  # noqa: PLC0415 - loads SciPy and Numba

    snapshot = container.snapshots().open()
    with container.unit_of_work(actor="api") as work:
        store, stored = work.placement.read(snapshot), work.placement_weights.get()
    weights = changed(stored, body.weights.model_dump(exclude_none=True))
    proposal = propose(store, body.moves, clock=perf_counter, weights=weights, seed=body.seed, seconds=SEARCH_SECONDS)
    return _response(proposal, snapshot.id)


@router.post(
    "/apply",
    summary="Apply accepted moves",
    description="All accepted moves as one batch, in an order in which they can be done. What no longer holds is "
    "refused by name and the rest is done; 409 when nothing is left.",
)
def apply_moves(body: ApplyRequest, work: InWorkOnce) -> ApplyResponse:
    """Book the moves."""
    from app.services.placement.accepted import accepted  # noqa: PLC0415 - what plans loads SciPy and Numba

    moves = [accepted(**move.model_dump()) for move in body.moves]
    return ApplyResponse.model_validate(work.placement.apply(moves))


@router.get(
    "/outcomes",
    summary="List what applied plans brought",
    description="The plans applied last, latest first: what they were said to save a month, and what the walks from "
    "the next day on saved against the same walks with everything in its old slot. Of the last 50 plans.",
)
def list_outcomes(container: InContainer, work: InWork, paging: InPaging) -> Page[OutcomeOut]:
    """Predicted and observed."""
    found = work.placement_outcomes.latest(container.snapshots().open())
    return cut_page([OutcomeOut.model_validate(one) for one in found], paging)


@router.get(
    "/outcomes/{batch_id}",
    summary="List what each move of a plan brought",
    description="Each move by itself, those that saved most first: what it was said to save a month, and how much "
    "longer the walks since would have been had only this part stayed. 404 for a batch that applied no plan.",
)
def list_move_outcomes(
    batch_id: RecordId, container: InContainer, work: InWork, paging: InPaging
) -> Page[MoveOutcomeOut]:
    """Predicted and observed by move."""
    found = work.placement_outcomes.moves(batch_id, container.snapshots().open())
    return cut_page([MoveOutcomeOut.model_validate(one) for one in found], paging)


@router.get("/weights", summary="Show the weights", description="What counts in every plan of this store.")
def show_weights(work: InWork) -> WeightsOut:
    """The weights in force."""
    return WeightsOut.model_validate(work.placement_weights.get())


@router.put(
    "/weights",
    summary="Change the weights",
    description="From now on plans, their application and back-tests judge by these; undo of the batch takes it back.",
)
def put_weights(body: WeightsIn, work: InWork) -> WeightsChanged:
    """Other weights."""
    wanted = changed(work.placement_weights.get(), body.model_dump(exclude_none=True))
    change = work.placement_weights.put(wanted)
    return WeightsChanged(weights=WeightsOut.model_validate(wanted), batch_id=change.batch_id, message=change.message)


def _response(proposal: "Proposal", snapshot: str) -> PlanResponse:
    return PlanResponse(
        message=proposal.message,
        moves=[PlannedMove.model_validate(move) for move in proposal.moves],
        saving_m_per_month=proposal.saving_m_per_month,
        terms={name: TermChange(before=before, after=after) for name, (before, after) in proposal.terms.items()},
        gap=proposal.gap,
        gain_curve=[GainPointOut.model_validate(point) for point in proposal.curve],
        notes=list(proposal.notes),
        snapshot=snapshot,
    )
