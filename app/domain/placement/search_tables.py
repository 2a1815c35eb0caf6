"""The arrays on which the compiled search works, made from a problem and a layout."""

from itertools import pairwise

import numpy as np
from scipy.spatial import cKDTree

from app.domain.placement.distance import BETWEEN_BOXES_M, HEIGHT_WEIGHT
from app.domain.placement.kernels import Layout, Tables
from app.domain.placement.problem import NOWHERE, Floats, Ints, PlacementProblem
from app.domain.placement.weights import Weights

NEAR_BOXES = 12
_TURNS, _MOST_TURNS = 4, 64
"""How often a holding of mean prominence is drawn, and at most."""
_MOST_SORTS = 64
"""Sorts of boxes for which tables of near boxes are made; where there are more, boxes count as all of one sort."""
_MIX = 0x9E3779B97F4A7C15


def tables_of(problem: PlacementProblem, weights: Weights, slot: Ints) -> Tables:
    """What stays the same during a search that begins with `slot`; what lies nowhere in it never moves.

    Arrays are copied, because Numba compiles anew for arrays that are read-only or of another width.
    """
    boxes, slots, holdings, affinity = problem.boxes, problem.slots, problem.holdings, problem.affinity
    opened = np.flatnonzero(problem.open_slots).astype(np.int32)
    by_box = opened[np.argsort(slots.box[opened], kind="stable")]
    counts = np.bincount(slots.box[opened], minlength=len(boxes.x))
    places, sort = _places(problem), _sorts(problem)
    return Tables(
        places=places,
        box_of_slot=np.array(slots.box, _number(len(boxes.x))),
        distance=np.array(slots.distance, np.float64),
        is_open=np.array(problem.open_slots, np.bool_),
        slot_start=np.r_[0, np.cumsum(counts)].astype(np.int64),
        slots_of_box=by_box,
        sort=sort,
        near=_near(places, sort),
        walk=2.0 * weights.travel * np.array(holdings.walks, np.float64),
        facts=np.stack([holdings.asked.kind, problem.group, holdings.slot], axis=1).astype(np.int32),
        legal=np.array(problem.legal, np.bool_, order="C"),
        movable=np.flatnonzero(problem.movable & (slot != NOWHERE)).astype(np.int32),
        start=np.array(affinity.start, np.int64),
        other=np.array(affinity.other, np.int32),
        weight=weights.co_use * np.where(slot[affinity.other] == NOWHERE, 0.0, affinity.weight),
        costs=np.array(
            [weights.spread, weights.misplaced, BETWEEN_BOXES_M, weights.handling, 1.0 / weights.horizon_months]
        ),
    )


def by_prominence(tables: Tables) -> Tables:
    """The same, with holdings drawn the oftener the more their place matters: few moves go to those first.

    In rounds, each in the order of holdings, in which their partners lie in memory.
    """
    ends = np.r_[0.0, np.cumsum(tables.weight)]
    matters = (tables.walk + ends[tables.start[1:]] - ends[tables.start[:-1]])[tables.movable]
    turns = np.clip(np.rint(_TURNS * matters / max(matters.mean(), 1e-12)), 1, _MOST_TURNS).astype(np.int64)
    begun = np.random.default_rng(0).integers(0, _MOST_TURNS, len(turns))
    rounds = [(begun + n * turns) // _MOST_TURNS for n in range(_MOST_TURNS + 1)]
    drawn = [tables.movable[after > before] for before, after in pairwise(rounds)]
    return tables._replace(movable=np.concatenate(drawn))


def layout_of(problem: PlacementProblem, slot: Ints, seed: int) -> Layout:
    """What changes during a search that begins with `slot`."""
    held = np.full(len(problem.slots.box), NOWHERE, dtype=np.int32)
    placed = np.flatnonzero(slot != NOWHERE)
    held[slot[placed]] = placed
    kind = problem.holdings.asked.kind
    fullest = int(np.bincount(problem.slots.box, minlength=1).max())
    # The last column is for what has no category, -1: it is never read, and counting it saves asking.
    occupancy = np.zeros((len(problem.boxes.x), int(kind.max(initial=0)) + 2), dtype=_number(fullest))
    np.add.at(occupancy, (problem.slots.box[slot[placed]], kind[placed]), 1)
    home = problem.holdings.slot
    away = int(((home != NOWHERE) & (slot != home)).sum())
    random = np.array([((seed + 1) * _MIX) % 2**64 or 1], dtype=np.uint64)
    box = np.where(slot == NOWHERE, 0, problem.slots.box[slot]) if len(slot) else slot
    return Layout(
        slot.astype(np.int32),
        box.astype(_number(len(problem.boxes.x))),
        held,
        occupancy,
        random,
        np.array([0, away, 0, 0], dtype=np.int64),
    )


def _number(most: int) -> type[np.unsignedinteger]:
    """Whole numbers up to `most`, small if possible: what fits into the processor's cache is read sooner."""
    return np.uint16 if most <= np.iinfo(np.uint16).max else np.uint32


def _places(problem: PlacementProblem) -> Floats:
    """x, y and weighted height of each box, and 0: four numbers are found by a shift and read at once."""
    boxes = problem.boxes
    return np.ascontiguousarray(np.stack([boxes.x, boxes.y, HEIGHT_WEIGHT * boxes.z, np.zeros_like(boxes.z)], axis=1))


def _sorts(problem: PlacementProblem) -> Ints:
    """Boxes in which the same holdings may lie are of one sort: any two holdings in them may change places."""
    if not len(problem.boxes.x):
        return np.zeros(0, dtype=np.int32)
    _, sort = np.unique(problem.legal, axis=1, return_inverse=True)
    sorts: Ints = sort.reshape(-1).astype(np.int32)
    return sorts if sorts.max() < _MOST_SORTS else np.zeros_like(sorts)


def _near(places: Floats, sort: Ints) -> Ints:
    """For each sort and each box the boxes of that sort nearest to it, some twice where there are few."""
    near = np.zeros((int(sort.max(initial=0)) + 1, len(places), NEAR_BOXES), dtype=np.int32)
    for number in range(len(near) if len(places) else 0):
        members = np.flatnonzero(sort == number)
        count = min(NEAR_BOXES, len(members))
        _, found = cKDTree(places[members]).query(places, k=count, p=1)
        near[number] = members[found.reshape(len(places), count)][:, np.arange(NEAR_BOXES) % count]
    return near
