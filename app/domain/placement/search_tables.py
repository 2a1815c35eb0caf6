"""The arrays on which the compiled search works, made from a problem and a layout."""

import numpy as np
from scipy.spatial import cKDTree

from app.domain.placement.distance import BETWEEN_BOXES_M, HEIGHT_WEIGHT
from app.domain.placement.kernels import Layout, Tables
from app.domain.placement.problem import NOWHERE, Floats, Ints, PlacementProblem
from app.domain.placement.weights import Weights

NEAR_BOXES = 12
_TURNS, _MOST_TURNS = 4, 64
"""How often a holding of mean prominence is drawn, and at most."""
_MIX = 0x9E3779B97F4A7C15


def tables_of(problem: PlacementProblem, weights: Weights, slot: Ints) -> Tables:
    """What stays the same during a search that begins with `slot`; what lies nowhere in it never moves.

    Arrays are copied, because Numba compiles anew for arrays that are read-only or of another width.
    """
    boxes, slots, holdings, affinity = problem.boxes, problem.slots, problem.holdings, problem.affinity
    opened = np.flatnonzero(problem.open_slots).astype(np.int32)
    by_box = opened[np.argsort(slots.box[opened], kind="stable")]
    counts = np.bincount(slots.box[opened], minlength=len(boxes.x))
    return Tables(
        places=_places(problem),
        box_of_slot=np.array(slots.box, _number(len(boxes.x))),
        distance=np.array(slots.distance, np.float64),
        is_open=np.array(problem.open_slots, np.bool_),
        slot_start=np.r_[0, np.cumsum(counts)].astype(np.int64),
        slots_of_box=by_box,
        near=_near(problem),
        walk=2.0 * weights.travel * np.array(holdings.walks, np.float64),
        facts=np.stack([holdings.asked.kind, problem.group, holdings.slot], axis=1).astype(np.int32),
        legal=np.array(problem.legal, np.bool_, order="C"),
        movable=np.flatnonzero(problem.movable & (slot != NOWHERE)).astype(np.int32),
        start=np.array(affinity.start, np.int64),
        other=np.array(affinity.other, np.int32),
        weight=weights.co_use * np.array(affinity.weight, np.float64),
        costs=np.array(
            [weights.spread, weights.misplaced, BETWEEN_BOXES_M, weights.handling, 1.0 / weights.horizon_months]
        ),
    )


def by_prominence(tables: Tables) -> Tables:
    """The same, with holdings drawn the oftener the more their place matters: few moves go to those first."""
    ends = np.r_[0.0, np.cumsum(tables.weight)]
    matters = (tables.walk + ends[tables.start[1:]] - ends[tables.start[:-1]])[tables.movable]
    turns = np.clip(np.rint(_TURNS * matters / max(matters.mean(), 1e-12)), 1, _MOST_TURNS).astype(np.int64)
    repeated = np.repeat(tables.movable, turns)
    return tables._replace(movable=np.random.default_rng(0).permutation(repeated))


def layout_of(problem: PlacementProblem, slot: Ints, seed: int) -> Layout:
    """What changes during a search that begins with `slot`."""
    held = np.full(len(problem.slots.box), NOWHERE, dtype=np.int32)
    placed = np.flatnonzero(slot != NOWHERE)
    held[slot[placed]] = placed
    kind = problem.holdings.asked.kind
    counted = placed[kind[placed] >= 0]
    fullest = int(np.bincount(problem.slots.box, minlength=1).max())
    occupancy = np.zeros((len(problem.boxes.x), int(kind.max(initial=0)) + 1), dtype=_number(fullest))
    np.add.at(occupancy, (problem.slots.box[slot[counted]], kind[counted]), 1)
    home = problem.holdings.slot
    away = int(((home != NOWHERE) & (slot != home)).sum())
    random = np.array([((seed + 1) * _MIX) % 2**64 or 1], dtype=np.uint64)
    box = np.where(slot == NOWHERE, NOWHERE, problem.slots.box[slot]) if len(slot) else slot
    return Layout(
        slot.astype(np.int32),
        box.astype(_number(len(problem.boxes.x))),
        held,
        occupancy,
        random,
        np.array([0, away, 0, 0], dtype=np.int64),
    )


def _number(most: int) -> type[np.signedinteger]:
    """Whole numbers up to `most`, small if possible: what fits into the processor's cache is read sooner."""
    return np.int16 if most <= np.iinfo(np.int16).max else np.int32


def _places(problem: PlacementProblem) -> Floats:
    """x, y and weighted height of each box."""
    boxes = problem.boxes
    return np.ascontiguousarray(np.stack([boxes.x, boxes.y, HEIGHT_WEIGHT * boxes.z], axis=1))


def _near(problem: PlacementProblem) -> Ints:
    """For each box the boxes nearest to it, itself among them."""
    places = _places(problem)
    count = min(NEAR_BOXES, len(places))
    if not count:
        return np.zeros((0, 1), dtype=np.int32)
    _, near = cKDTree(places).query(places, k=count, p=1)
    boxes_near: Ints = near.reshape(len(places), count).astype(np.int32)
    return boxes_near
