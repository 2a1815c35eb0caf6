"""What no layout can cost less than: the travel of the best matching without rules, and categories packed tightly."""

import numpy as np

from app.domain.placement.problem import NOWHERE, PlacementProblem
from app.domain.placement.weights import Weights


def lower_bound(problem: PlacementProblem, weights: Weights) -> float:
    """Metres a month that every layout of the same holdings costs at least.

    Travel: most walks to the nearest open slots (rearrangement inequality), hard rules left out; what stays counts as
    it lies. Spread: a category fills whole boxes. Co-use and moving may be nothing.
    """
    holdings, slots = problem.holdings, problem.slots
    moving = problem.movable & (holdings.slot != NOWHERE)
    staying = ~problem.movable & (holdings.slot != NOWHERE)
    walks = np.sort(holdings.walks[moving])[::-1]
    near = np.sort(slots.distance[problem.open_slots])[: len(walks)]
    travel = walks[: len(near)] @ near + holdings.walks[staying] @ slots.distance[holdings.slot[staying]]
    kinds = holdings.asked.kind[(holdings.asked.kind >= 0) & (holdings.slot != NOWHERE)]
    largest = max(int(np.bincount(slots.box).max(initial=0)), 1)
    shared = bool((holdings.pinned & (holdings.slot != NOWHERE)).any())
    counts = np.bincount(kinds)
    further = 0.0 if shared else float((-(-counts[counts > 0] // largest) - 1).sum())
    return float(2.0 * weights.travel * travel + weights.spread * further)


def gap(cost: float, bound: float) -> float:
    """Share of a cost that may still be saved, as far as the bound knows; 0 when there is no cost."""
    return max(cost - bound, 0.0) / cost if cost > 0 else 0.0
