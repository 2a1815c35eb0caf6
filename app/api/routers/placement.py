"""Placement plans: where things should live, as moves that can be accepted, applied and taken back."""

from time import perf_counter
from typing import TYPE_CHECKING

from fastapi import APIRouter

from app.api.dependencies import InContainer, InWork
from app.schemas.placement import (
    ApplyRequest,
    ApplyResponse,
    GainPointOut,
    PlannedMove,
    PlanRequest,
    PlanResponse,
    TermChange,
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
    from app.domain.placement.weights import Weights  # noqa: PLC0415 - what plans loads SciPy and Numba
    from app.services.placement.proposal import SEARCH_SECONDS, propose  # noqa: PLC0415

    snapshot = container.snapshots().open()
    with container.unit_of_work(actor="api") as work:
        store = work.placement.read(snapshot)
    weights = Weights(**body.weights.model_dump())
    proposal = propose(store, body.moves, clock=perf_counter, weights=weights, seed=body.seed, seconds=SEARCH_SECONDS)
    return _response(proposal, snapshot.id)


@router.post(
    "/apply",
    summary="Apply accepted moves",
    description="All accepted moves as one batch, in an order in which they can be done. What no longer holds is "
    "refused by name and the rest is done; 409 when nothing is left.",
)
def apply_moves(body: ApplyRequest, work: InWork) -> ApplyResponse:
    """Book the moves."""
    from app.services.placement.accepted import accepted  # noqa: PLC0415 - what plans loads SciPy and Numba

    moves = [accepted(move.part, move.origin, move.target, move.quantity) for move in body.moves]
    return ApplyResponse.model_validate(work.placement.apply(moves))


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
