"""Search for a better layout: annealing from a given one, in chunks between which it can be watched and stopped."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.domain.placement import kernels
from app.domain.placement.kernels import Layout, Tables
from app.domain.placement.problem import NOWHERE, Ints, PlacementProblem
from app.domain.placement.search_tables import by_prominence, layout_of, tables_of
from app.domain.placement.weights import Weights
from app.exceptions import ValidationException

Progress = Callable[[float], bool]
"""Told the share that is done; answers whether to go on."""

CHUNKS = 200
EVALUATIONS_PER_HOLDING = 1_500
MOST_EVALUATIONS = 60_000_000
_HOT, _HOTTEST, _COLD = 0.1, 0.6, 0.005
"""First temperature of a short and of a long search, and the last, in mean changes of cost."""
_LONG = 300
"""Tries for each holding from which on a search begins hottest; a short one keeps more of what it begins with."""
_STEER = 1.12
"""By how much the price of a move changes from chunk to chunk."""
_LIMITED_HOT, _LIMITED_COLD = 0.3, 0.03
"""The same for few moves: the price on each keeps back more than heat would."""
_PRICE = 10.0
"""Price of a move to begin with, in first temperatures."""
_SPARE = 1.03
"""Steps sought for each wanted: what is worth least can still be given up."""
_LOOKS = 2_000


@dataclass(frozen=True)
class Budget:
    """How long to look.

    The number of evaluations decides, so that the same seed finds the same layout on any machine. `seconds`, where
    given, only truncates: when they would run out first, the rest of the schedule is gone through faster, and the
    search ends within one chunk of them (1/200 of the evaluations); then the answer depends on the machine.
    """

    evaluations: int
    seconds: float | None = None

    def __post_init__(self) -> None:
        if self.evaluations < 0 or (self.seconds is not None and not self.seconds > 0):
            raise ValidationException("A search needs a number of evaluations and a time above 0", field="budget")


def usual_evaluations(problem: PlacementProblem) -> int:
    """Evaluations after which further ones bring little, as far as was measured."""
    return min(EVALUATIONS_PER_HOLDING * int(problem.movable.sum()), MOST_EVALUATIONS)


@dataclass(frozen=True)
class Found:
    """A layout, evaluations made, and whether time or the watcher ended the search early."""

    slot: Ints
    evaluations: int
    was_cut: bool


def improve(
    problem: PlacementProblem,
    weights: Weights,
    slot: Ints,
    budget: Budget,
    *,
    seed: int,
    clock: Callable[[], float],
    is_ordered: bool = False,
    most_steps: int | None = None,
    progress: Progress | None = None,
) -> Found:
    """A better layout than `slot`, or an equal one, which breaks no rule that `slot` keeps.

    With `most_steps` it is raw material for a plan (`plan.plan_towards`), which gives up what does not pay.

    Args:
        slot: the layout to start from; what lies nowhere in it stays so.
        clock: seconds, such as `time.perf_counter`; read between chunks only.
        is_ordered: `slot` has an order that heat would destroy for good, so that even a long search begins cool.
        most_steps: about how many steps from where things lie now may lead to the layout; a price on every moved
            holding is raised and lowered until they fit (a Lagrangian), so that the result may need a few more.
    """
    tables, layout = tables_of(problem, weights, slot), layout_of(problem, slot, seed)
    if not len(tables.movable) or not budget.evaluations:
        return Found(slot.copy(), 0, was_cut=False)
    # Looks at what changes cost; and compiles, or loads what was compiled, before the clock starts.
    scale = _mean_change(tables, layout)
    if scale == 0.0:
        return Found(slot.copy(), 0, was_cut=False)
    if most_steps is None:
        thorough = 0.0 if is_ordered else budget.evaluations / (_LONG * len(tables.movable))
        hot = min(max(_HOT, _HOTTEST * thorough), _HOTTEST)
        return _Run(tables, layout, budget, clock, (scale * hot, scale * _COLD)).free(slot, progress)
    run = _Run(by_prominence(tables), layout, budget, clock, (scale * _LIMITED_HOT, scale * _LIMITED_COLD))
    return run.limited(progress, most_steps)


def _mean_change(tables: Tables, layout: Layout) -> float:
    """By how much changes tried at random change the cost.

    Category spread is left out unless there is nothing else: where it weighs much, heat in proportion to it would melt
    what lies together.
    """
    without_spread = tables.costs * np.array([0.0, 1.0, 1.0, 1.0, 1.0])
    for costs in (without_spread, tables.costs):
        looked = tables._replace(costs=costs)
        _, sizes, tried = kernels.anneal(looked, layout, _LOOKS, 1.0, 1.0, 0.0, change=False)
        if sizes > 0.0:
            return float(sizes / tried)
    return 0.0


class _Run:
    """One search: the schedule, and the two ways of going through it."""

    def __init__(
        self, tables: Tables, layout: Layout, budget: Budget, clock: Callable[[], float], heat: tuple[float, float]
    ) -> None:
        self._tables = tables
        self._layout = layout
        self._budget = budget
        self._clock = clock
        self._hot, self._cold = heat
        self._began = clock()
        self._done = 0

    def free(self, slot: Ints, progress: Progress | None) -> Found:
        """Without a limit on moves: the best layout seen at the end of a chunk."""
        best, best_cost, cost = slot.copy(), 0.0, 0.0
        share = 0.0
        while share < 1.0:
            cost += self._chunk(share, 0.0)
            if cost < best_cost - 1e-9:
                best_cost = cost
                best[:] = self._layout.slot
            share = self._share()
            if progress is not None and not progress(share):
                break
        return Found(best, self._done, was_cut=self._done < self._budget.evaluations)

    def limited(self, progress: Progress | None, most_steps: int) -> Found:
        """With a price on moves that follows the number of steps; the layout at the end."""
        home = self._tables.facts[:, 2].copy()
        home_at = np.full(len(self._tables.box_of_slot), NOWHERE, dtype=np.int32)
        placed = np.flatnonzero(home != NOWHERE)
        home_at[home[placed]] = placed
        price, share = self._hot * _PRICE, 0.0
        wanted = most_steps * _SPARE
        while share < 1.0:
            self._chunk(share, price)
            steps = kernels.steps_needed(home, self._layout.slot, home_at)
            price = price * _STEER if steps > wanted else max(price / _STEER, self._hot * 1e-6)
            share = self._share()
            if progress is not None and not progress(share):
                break
        return Found(self._layout.slot.copy(), self._done, was_cut=self._done < self._budget.evaluations)

    def _chunk(self, share: float, price: float) -> float:
        whole = self._budget.evaluations
        count = min(max(whole // CHUNKS, 1), whole - self._done)
        hot, cold = self._temperature(share), self._temperature(min(share + 1.0 / CHUNKS, 1.0))
        self._done += count
        return float(kernels.anneal(self._tables, self._layout, count, hot, cold, price, change=True)[0])

    def _temperature(self, share: float) -> float:
        return self._hot * float((self._cold / self._hot) ** share)

    def _share(self) -> float:
        evaluated = self._done / self._budget.evaluations
        if self._budget.seconds is None:
            return evaluated
        return max(evaluated, (self._clock() - self._began) / self._budget.seconds)
