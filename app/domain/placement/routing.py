"""How far a person really walks: tours from the bench through the places of a walk and back.

Nearest neighbour, then 2-opt (Croes 1958) until nothing gets shorter. This judges layouts and is not what the search
makes small, so that a layout cannot win by fitting its own yardstick.
"""

import numpy as np
from numba import njit

from app.domain.placement.affinity import Fetches
from app.domain.placement.distance import BETWEEN_BOXES_M, HEIGHT_WEIGHT
from app.domain.placement.problem import NOWHERE, Floats, Ints, PlacementProblem


def tour_lengths(problem: PlacementProblem, layout: Ints, fetches: Fetches) -> Floats:
    """Metres of the tour of each session; places that hold nothing now are left out.

    Args:
        fetches: sorted by session.
    """
    placed = layout[fetches.holding] != NOWHERE
    session, slot = fetches.session[placed], layout[fetches.holding[placed]]
    start = np.searchsorted(session, np.arange(len(fetches.places) + 1))
    boxes, slots = problem.boxes, problem.slots
    places = np.stack([boxes.x, boxes.y, HEIGHT_WEIGHT * boxes.z])
    box, distance = slots.box[slot].astype(np.int32), slots.distance[slot].astype(np.float64)
    return np.asarray(_lengths(start, box, distance, places, BETWEEN_BOXES_M))


@njit(cache=True)
def _lengths(start, box, distance, places, next_box):
    found = np.zeros(len(start) - 1)
    for session in range(len(found)):
        stops = slice(start[session], start[session + 1])
        if start[session + 1] > start[session]:
            found[session] = _tour(_ways(box[stops], distance[stops], places, next_box))
    return found


@njit(cache=True)
def _ways(box, distance, places, next_box):
    """Metres between all places of a walk; the bench is the first."""
    count = len(box)
    ways = np.zeros((count + 1, count + 1))
    for i in range(count):
        ways[0, i + 1] = ways[i + 1, 0] = distance[i]
        for j in range(count):
            if box[i] != box[j]:
                ways[i + 1, j + 1] = np.abs(places[:, box[i]] - places[:, box[j]]).sum() + next_box
    return ways


@njit(cache=True)
def _tour(ways):
    order = _nearest_neighbour(ways)
    count = len(order)
    improved = True
    while improved:
        improved = False
        for i in range(count - 1):
            for j in range(i + 2, count):
                a, b = order[i], order[i + 1]
                c, d = order[j], order[(j + 1) % count]
                if a != d and ways[a, c] + ways[b, d] < ways[a, b] + ways[c, d] - 1e-9:
                    order[i + 1 : j + 1] = order[i + 1 : j + 1][::-1].copy()
                    improved = True
    total = 0.0
    for i in range(count):
        total += ways[order[i], order[(i + 1) % count]]
    return total


@njit(cache=True)
def _nearest_neighbour(ways):
    count = len(ways)
    order = np.zeros(count, dtype=np.int64)
    left = np.ones(count, dtype=np.bool_)
    left[0] = False
    for step in range(1, count):
        best, nearest = np.inf, 0
        for j in range(count):
            if left[j] and ways[order[step - 1], j] < best:
                best, nearest = ways[order[step - 1], j], j
        order[step] = nearest
        left[nearest] = False
    return order
