"""Contents of whole boxes change places, which a search that moves one holding at a time would never find.

Where categories weigh much, each step on the way would tear one apart. What lies in a box is one holding of a smaller
problem, with the walks and ways of its contents: the coarsest level of multilevel refinement (Walshaw 2004).
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy.sparse import coo_array

from app.domain.placement.cost import terms_of
from app.domain.placement.problem import (
    NOWHERE,
    Affinity,
    Boxes,
    Flags,
    Floats,
    Holdings,
    Ints,
    Numbers,
    PlacementProblem,
    Slots,
)
from app.domain.placement.rules import Asked, Offered
from app.domain.placement.search import Budget, improve
from app.domain.placement.weights import Weights

EVALUATIONS_PER_BOX = 200


def with_boxes_exchanged(
    problem: PlacementProblem, weights: Weights, slot: Ints, *, seed: int, clock: Callable[[], float]
) -> Ints:
    """The layout with contents of boxes exchanged, or as it is where no exchange that was tried pays.

    Boxes take part that may hold the same, have equally many slots, and hold nothing that stays. The n-th slot of one
    changes with the n-th of the other.

    Args:
        slot: a layout that keeps the rules wherever it can.
    """
    of_boxes = _problem_of_boxes(problem, slot)
    budget = Budget(EVALUATIONS_PER_BOX * len(problem.boxes.x))
    # Inside a box nothing changes: no category is scattered more, and no rule is broken.
    freely = replace(weights, spread=0.0, handling=0.0, horizon_months=1e9)
    goes = improve(of_boxes, freely, of_boxes.holdings.slot, budget, seed=seed, clock=clock).slot
    found = _carried(problem, slot, goes)
    return min(slot, found, key=lambda layout: terms_of(problem, layout, weights).total)


def _problem_of_boxes(problem: PlacementProblem, slot: Ints) -> PlacementProblem:
    """Each box is a slot, and what lies in it is a holding that may go to boxes of its kind."""
    boxes, count = problem.boxes, len(problem.boxes.x)
    box = _box_of(problem, slot)
    here = np.arange(count, dtype=np.int32)
    slots = np.bincount(problem.slots.box, minlength=count)
    mean = np.bincount(problem.slots.box, problem.slots.distance, minlength=count) / np.maximum(slots, 1)
    kind, same = _kinds(problem, slots), np.zeros(count, dtype=np.int8)
    any_use = np.zeros(count, dtype=np.uint8)
    placed = box != NOWHERE
    walks: Floats = np.bincount(box[placed], problem.holdings.walks[placed], minlength=count).astype(np.float64)
    return PlacementProblem(
        Boxes(boxes.x, boxes.y, boxes.z, Offered(same, any_use, kind)),
        Slots(here, mean, np.zeros(count, dtype=bool)),
        Holdings(walks, Asked(same, any_use, kind), here, _has_to_stay(problem)),
        _ways_between(problem.affinity, box, count),
    )


def _box_of(problem: PlacementProblem, slot: Ints) -> Ints:
    """The box of every holding in a layout, or `NOWHERE`."""
    if not len(slot):
        return slot
    box: Ints = np.where(slot == NOWHERE, NOWHERE, problem.slots.box[slot]).astype(np.int32)
    return box


def _kinds(problem: PlacementProblem, slots: Numbers) -> Ints:
    """Boxes of one kind may hold the same and have equally many slots."""
    traits = np.concatenate([problem.legal.astype(np.int64), slots[None, :]])
    _, kind = np.unique(traits, axis=1, return_inverse=True)
    kinds: Ints = kind.reshape(-1).astype(np.int32)
    return kinds


def _has_to_stay(problem: PlacementProblem) -> Flags:
    """Boxes of which a slot takes nothing new."""
    stays = np.zeros(len(problem.boxes.x), dtype=bool)
    stays[problem.slots.box[~problem.open_slots]] = True
    return stays


def _ways_between(affinity: Affinity, box: Ints, count: int) -> Affinity:
    """Ways between the contents of boxes; those inside a box stay as long as they are, and are left out."""
    one, other = np.repeat(box, np.diff(affinity.start)), box[affinity.other]
    between = (one != other) & (one != NOWHERE) & (other != NOWHERE)
    pairs = (one[between], other[between])
    ways = coo_array((affinity.weight[between], pairs), shape=(count, count)).tocsr()
    ways.sort_indices()
    return Affinity(ways.indptr.astype(np.int64), ways.indices.astype(np.int32), ways.data)


def _carried(problem: PlacementProblem, slot: Ints, goes: Ints) -> Ints:
    """The layout after the contents of box b have gone to box `goes[b]`."""
    box = problem.slots.box
    by_box = np.argsort(box, kind="stable").astype(np.int32)
    first = np.searchsorted(box[by_box], np.arange(len(goes)))
    turn = np.empty(len(box), dtype=np.int64)
    turn[by_box] = np.arange(len(box)) - first[box[by_box]]
    to = by_box[np.minimum(first[goes[box]] + turn, len(box) - 1)]
    carried = slot.copy()
    placed = slot != NOWHERE
    carried[placed] = to[slot[placed]]
    return carried
