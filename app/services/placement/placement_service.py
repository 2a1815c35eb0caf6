"""Placement: reads the store as a problem, and applies accepted moves as one batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.placement.plan import Plan, plan_of_moves
from app.domain.placement.walks import WALK_DAYS
from app.exceptions import InvalidOperationException, ValidationException
from app.models import Part, PartLocation
from app.services.batch_service import BatchService
from app.services.placement.accepted import AcceptedMove, Refusal, joined, named_refusals, still_valid
from app.services.placement.made_moves import MadeMove
from app.services.placement.outcome_service import OutcomeService
from app.services.placement.proposal import MOST_MOVES
from app.services.placement.store_frames import read_store
from app.services.placement.store_problem import StoreProblem, problem_of, with_usage
from app.services.placement.weights_service import WeightsService
from app.services.stock_service import StockService
from app.warehouse.queries.fetches import fetches
from app.warehouse.snapshot import Snapshot


@dataclass(frozen=True)
class PlacementChange:
    """What was applied: the batch to undo it with, steps made, a sentence, and moves refused because of changes."""

    batch_id: int
    steps: int
    message: str
    refused: tuple[Refusal, ...]


class PlacementService:
    """Plans start here (`read`) and end here (`apply`); finding them needs no store (`proposal.propose`)."""

    def __init__(
        self,
        session: Session,
        batches: BatchService,
        stock: StockService,
        *,
        weights: WeightsService,
        outcomes: OutcomeService,
    ) -> None:
        self._session = session
        self._batches = batches
        self._stock = stock
        self._weights = weights
        self._outcomes = outcomes

    def read(self, snapshot: Snapshot) -> StoreProblem:
        """Where everything lies now, with the walks and co-use that the snapshot knows."""
        return with_usage(problem_of(read_store(self._session)), fetches(snapshot, WALK_DAYS), WALK_DAYS)

    def apply(self, moves: Sequence[AcceptedMove]) -> PlacementChange:
        """Make the accepted moves of a plan as one batch; any subset, in an order in which they can be done.

        What no longer holds is refused by name, and so is what waits for it; the rest is done.

        Raises:
            ValidationException: no move, too many, or one part from one slot twice.
            InvalidOperationException: nothing is left to do; `details["refused"]` says why.
        """
        if not 1 <= len(moves) <= 2 * MOST_MOVES:
            raise ValidationException(f"Accept between 1 and {2 * MOST_MOVES} moves", field="moves")
        self._lock(moves)
        store = problem_of(read_store(self._session))
        wanted, refused = still_valid(store, moves)
        plan, blocked = plan_of_moves(store.problem, self._weights.get(), wanted)
        refused += named_refusals(store, wanted, blocked)
        if not plan.steps:
            raise _nothing_left(refused)
        batch = self._batches.open("placement", note=f"{len(plan.steps)} moves of a placement plan")
        for step in plan.steps:
            self._stock.move(
                store.parts[step.holding],
                store.slots[step.origin],
                store.slots[step.target],
                store.quantities[step.holding],
            )
        said = {(move.part, move.origin): move.saving_m_per_month for move in joined(moves)}
        self._outcomes.record(batch.id, _made(store, plan, said))
        return PlacementChange(batch.id, len(plan.steps), _told(len(plan.steps), refused), tuple(refused))

    def _lock(self, moves: Sequence[AcceptedMove]) -> None:
        """Lock the balances of all parts concerned, in one order, so that two plans cannot deadlock."""
        keys = sorted({move.part for move in moves})
        self._session.execute(
            select(PartLocation.id)
            .join(Part, Part.id == PartLocation.part_id)
            .where(Part.key.in_(keys))
            .order_by(PartLocation.part_id, PartLocation.location_id)
            .with_for_update(of=PartLocation)
        )


def _made(store: StoreProblem, plan: Plan, said: Mapping[tuple[str, str], float | None]) -> list[MadeMove]:
    """The holdings that a plan brings elsewhere, each with what was said of its move."""
    home = store.problem.holdings.slot
    moved = [int(holding) for holding in (plan.layout != home).nonzero()[0]]
    ends = [(store.parts[one], store.slots[home[one]], store.slots[plan.layout[one]]) for one in moved]
    return [MadeMove(part, origin, target, said.get((part, origin))) for part, origin, target in ends]


def _told(steps: int, refused: Sequence[Refusal]) -> str:
    done = f"Made {steps} {'move' if steps == 1 else 'moves'}"
    if not refused:
        return done
    return f"{done}; {len(refused)} refused: {_listed(refused)}. Make a new plan for what is left"


def _nothing_left(refused: Sequence[Refusal]) -> InvalidOperationException:
    details = {"refused": [one.as_json() for one in refused]}
    cause = f"{_listed(refused)}; make a new plan" if refused else "everything lies where it should already"
    return InvalidOperationException("apply the plan", cause, details)


def _listed(refused: Sequence[Refusal]) -> str:
    more = f" and {len(refused) - 3} more" if len(refused) > 3 else ""
    return "; ".join(f"{one.part}: {one.why}" for one in refused[:3]) + more
