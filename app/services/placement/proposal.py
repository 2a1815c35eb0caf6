"""A plan in the words and names that people use."""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.placement.bound import gap, lower_bound
from app.domain.placement.box_map import BoxVisits, box_visits
from app.domain.placement.category_boxes import CategoryBoxes, category_boxes
from app.domain.placement.cost import Terms, terms_of
from app.domain.placement.gain_curve import GainPoint, gain_curve
from app.domain.placement.obstacles import obstacles, unplaced
from app.domain.placement.plan import plan_towards
from app.domain.placement.reasons import Names, reason_of
from app.domain.placement.search import Budget, Progress, improve, usual_evaluations
from app.domain.placement.starts import mended
from app.domain.placement.weights import Weights
from app.exceptions import ValidationException
from app.services.placement.accepted import AcceptedMove
from app.services.placement.store_problem import StoreProblem

MOST_MOVES = 5_000
SEARCH_SECONDS = 60.0
"""Where somebody waits for the answer, the search ends after this time with what it has."""


@dataclass(frozen=True)
class ProposedMove:
    """One step: units of a part from one slot to another, what it saves a month, and why."""

    step: int
    part: str
    origin: str
    target: str
    quantity: int
    saving_m_per_month: float
    reason: str
    is_temporary: bool = False


@dataclass(frozen=True)
class Proposal:
    """A plan; no moves when no improvement was found.

    Attributes:
        saving_m_per_month: what comes again every month; `before` and `after` hold all terms, moving too.
        mended: parts that come from where a rule forbids them to where none does.
        gap: share of the cost that may still be saved, as far as a lower bound knows.
        curve: what the first moves save, from none to all.
        boxes: how often each box is fetched from, before and after. categories: the boxes of each, before and after.
        notes: what was left out and what finds no slot.
    """

    moves: tuple[ProposedMove, ...]
    saving_m_per_month: float
    before: Terms
    after: Terms
    gap: float
    curve: tuple[GainPoint, ...]
    boxes: tuple[BoxVisits, ...]
    categories: tuple[CategoryBoxes, ...]
    mended: int = 0
    notes: tuple[str, ...] = ()

    @property
    def accepted(self) -> list[AcceptedMove]:
        """All moves, to be applied."""
        return [
            AcceptedMove(move.part, move.origin, move.target, move.quantity, move.saving_m_per_month)
            for move in self.moves
        ]

    @property
    def terms(self) -> dict[str, tuple[float, float]]:
        """Each term of the cost by name, before and after the plan, metres a month."""
        after = self.after.named()
        return {name: (before, after[name]) for name, before in self.before.named().items()}

    @property
    def message(self) -> str:
        """What was found, in a sentence."""
        if not self.moves:
            return "No improvement found: no move saves more walking than it costs."
        is_one = len(self.moves) == 1
        moves = "1 move" if is_one else f"{len(self.moves)} moves"
        # Moves that mend what breaks a rule may cost more walking than they save.
        verb, link = ("save", "of") if self.saving_m_per_month >= 0 else ("add", "to")
        metres = f"{abs(self.saving_m_per_month):.0f} m {link} {self.before.recurring:.0f} m"
        saved = f"{moves} {verb}{'s' * is_one} {metres} a month"
        if not self.mended:
            return f"{saved}."
        parts = "1 part" if self.mended == 1 else f"{self.mended} parts"
        return f"{saved} and {'brings' if is_one else 'bring'} {parts} to where the rules allow."


def propose(
    store: StoreProblem,
    most_moves: int,
    *,
    clock: Callable[[], float],
    weights: Weights,
    seed: int = 0,
    seconds: float | None = None,
    evaluations: int | None = None,
    progress: Progress | None = None,
) -> Proposal:
    """The best plan of at most `most_moves` steps that a search of fixed length finds.

    Raises:
        ValidationException: `most_moves` is below 1 or absurd.
    """
    if not 1 <= most_moves <= MOST_MOVES:
        raise ValidationException(f"A plan has between 1 and {MOST_MOVES} moves, not {most_moves}", field="moves")
    problem = store.problem
    budget = Budget(usual_evaluations(problem) if evaluations is None else evaluations, seconds)
    found = improve(
        problem, weights, mended(problem), budget, seed=seed, clock=clock, most_steps=most_moves, progress=progress
    )
    plan = plan_towards(problem, weights, found.slot, most_moves)
    before, after = (terms_of(problem, slot, weights) for slot in (problem.holdings.slot, plan.layout))
    names = Names(store.parts, store.kinds, store.slots, store.fetched)
    moves = tuple(
        ProposedMove(
            number,
            store.parts[step.holding],
            store.slots[step.origin],
            store.slots[step.target],
            store.quantities[step.holding],
            step.saving,
            reason_of(problem, plan, step, names),
            step.is_temporary,
        )
        for number, step in enumerate(plan.steps, start=1)
    )
    return Proposal(
        moves,
        before.recurring - after.recurring,
        before,
        after,
        gap(after.total, lower_bound(problem, weights)),
        gain_curve(plan),
        box_visits(problem, store.boxes, store.fetched, problem.holdings.slot, plan.layout),
        category_boxes(problem, store.kinds, problem.holdings.slot, plan.layout),
        int(problem.misplaced(problem.holdings.slot).sum() - problem.misplaced(plan.layout).sum()),
        (*store.notes, *_obstacles(store)),
    )


def _obstacles(store: StoreProblem) -> list[str]:
    """Why something lies where it must not and finds no better slot."""
    problem = store.problem
    if not len(unplaced(problem, problem.holdings.slot)):
        return []
    return [f"{one.cause}. {one.remedy}" for one in obstacles(problem)]
