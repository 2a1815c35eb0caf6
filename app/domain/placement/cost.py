"""What a layout costs a month, term by term, in metres.

Travel and co-use together are the mean length of a walk that visits its places in random order: a walk to n places
costs 2/n metres for each metre between bench and place, and 2/n for each metre between two of its places.
"""

from dataclasses import dataclass, fields

import numpy as np

from app.domain.placement.distance import between_m
from app.domain.placement.problem import NOWHERE, Flags, Floats, Ints, PlacementProblem
from app.domain.placement.weights import Weights


@dataclass(frozen=True)
class Terms:
    """Metres a month by cause. `moving` is what the moves cost once, spread over the horizon."""

    travel: float
    co_use: float
    spread: float
    misplaced: float
    moving: float

    @property
    def recurring(self) -> float:
        """What people walk, and look for, every month."""
        return self.travel + self.co_use + self.spread

    @property
    def total(self) -> float:
        """All terms."""
        return self.recurring + self.misplaced + self.moving

    def named(self) -> dict[str, float]:
        """Terms by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def terms_of(problem: PlacementProblem, slot: Ints, weights: Weights) -> Terms:
    """The cost of a layout; what lies nowhere costs nothing.

    Args:
        slot: the slot of every holding, or `NOWHERE`.
    """
    placed = slot != NOWHERE
    distance = problem.slots.distance[slot[placed]]
    return Terms(
        travel=weights.travel * 2.0 * float(problem.holdings.walks[placed] @ distance),
        co_use=weights.co_use * _co_use(problem, slot),
        spread=weights.spread * _further_boxes(problem, slot, placed),
        misplaced=weights.misplaced * int(problem.misplaced(slot).sum()),
        moving=float(moving_m(problem, slot, weights).sum()),
    )


def moving_m(problem: PlacementProblem, slot: Ints, weights: Weights) -> Floats:
    """Metres a month that moving each holding from where it lies now costs; 0 for those that stay or come anew.

    A move is a walk from the bench to the old slot, to the new one, and back, and the handling.
    """
    home = problem.holdings.slot
    moved = (home != slot) & (home != NOWHERE) & (slot != NOWHERE)
    cost = np.zeros(len(home))
    old, new = home[moved], slot[moved]
    slots = problem.slots
    walked = slots.distance[old] + between_m(problem.boxes, slots.box[old], slots.box[new]) + slots.distance[new]
    cost[moved] = (walked + weights.handling) / weights.horizon_months
    return cost


def _co_use(problem: PlacementProblem, slot: Ints) -> float:
    """Ways between places, times their lengths; every pair is stored twice."""
    affinity = problem.affinity
    one = np.repeat(slot, np.diff(affinity.start))
    other = slot[affinity.other]
    both = (one != NOWHERE) & (other != NOWHERE)
    box = problem.slots.box
    lengths = between_m(problem.boxes, box[one[both]], box[other[both]])
    return 0.5 * float(affinity.weight[both] @ lengths)


def _further_boxes(problem: PlacementProblem, slot: Ints, placed: Flags) -> int:
    """Boxes over which categories are scattered, the first of each not counted."""
    kind = problem.holdings.asked.kind
    counted = placed & (kind >= 0)
    pairs = np.stack([kind[counted], problem.slots.box[slot[counted]]], axis=1)
    return len(np.unique(pairs, axis=0)) - len(np.unique(kind[counted]))
