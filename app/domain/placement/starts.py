"""Layouts by simple rules: where a search begins, and what it is measured against."""

from dataclasses import replace

import numpy as np

from app.domain.placement.feasibility import least_moved, place
from app.domain.placement.problem import NOWHERE, Ints, PlacementProblem


def mended(problem: PlacementProblem) -> Ints:
    """The layout as it is; what lies nowhere, or where a rule forbids it, gets a legal slot whenever there is one.

    Others make room where that is the only way. What fits nowhere stays where it is.
    """
    now = problem.holdings.slot
    wrong = problem.movable & ((now == NOWHERE) | problem.misplaced(now))
    if not wrong.any():
        return now.copy()
    free_for_all = place(problem, now, wrong, -problem.holdings.walks)
    if (free_for_all[wrong] == NOWHERE).any():
        free_for_all = least_moved(problem)
    return _back_home(problem, free_for_all)


def usage_sorted(problem: PlacementProblem) -> Ints:
    """What is fetched most lies nearest to the bench, within the rules: the classic of slotting (Heskett 1963)."""
    return _back_home(problem, place(problem, problem.holdings.slot, problem.movable, -problem.holdings.walks))


def by_class(problem: PlacementProblem, classes: int) -> Ints:
    """Equal classes by walks, the busiest nearest to the bench; in each, categories lie together, busy ones first.

    Class-based storage (Hausman, Schwarz, Graves 1976). The fewer classes, the fewer boxes of a category and the more
    walking.
    """
    walks, kind = problem.holdings.walks, problem.holdings.asked.kind + 1
    rank = np.empty(len(walks), dtype=np.int64)
    rank[np.argsort(-walks, kind="stable")] = np.arange(len(walks))
    mean = np.bincount(kind, walks) / np.maximum(np.bincount(kind), 1)
    order = np.empty(len(walks))
    order[np.lexsort((kind, -mean[kind], rank * classes // max(len(walks), 1)))] = np.arange(len(walks))
    return _back_home(problem, place(problem, problem.holdings.slot, problem.movable, order))


def same_type_first(problem: PlacementProblem) -> Ints:
    """One part after the other: a box that holds its type, else one meant for it, else the first free slot.

    What comes too late, because others took the only boxes that it may use, is placed as in `mended`.
    """
    layout = problem.holdings.slot.copy()
    layout[problem.movable] = NOWHERE
    free = _FreeSlots(problem)
    homes = _boxes_by_kind(problem, layout)
    legal, kinds, meant = problem.legal, problem.holdings.asked.kind, problem.boxes.offered.kind
    for h in np.flatnonzero(problem.movable):
        open_boxes = np.flatnonzero(legal[problem.group[h]] & (free.count > 0))
        if not len(open_boxes):
            continue
        kind = kinds[h]
        tier = np.where((kind >= 0) & homes[kind, open_boxes], 0, np.where(meant[open_boxes] >= 0, 1, 2))
        box = int(open_boxes[np.argmin(tier)])
        layout[h] = free.take(box)
        if kind >= 0:
            homes[kind, box] = True
    return _completed(problem, layout)


def first_free(problem: PlacementProblem) -> Ints:
    """One part after the other takes the first free slot that it may use, by box and slot number.

    What comes too late is placed as in `mended`.
    """
    layout = problem.holdings.slot.copy()
    layout[problem.movable] = NOWHERE
    free = _FreeSlots(problem)
    for h in np.flatnonzero(problem.movable):
        open_boxes = np.flatnonzero(problem.legal[problem.group[h]] & (free.count > 0))
        if len(open_boxes):
            layout[h] = free.take(int(open_boxes[0]))
    return _completed(problem, layout)


class _FreeSlots:
    """Open slots of every box, the first one first."""

    def __init__(self, problem: PlacementProblem) -> None:
        opened = np.flatnonzero(problem.open_slots)
        by_box = opened[np.argsort(problem.slots.box[opened], kind="stable")]
        self.count = np.bincount(problem.slots.box[opened], minlength=len(problem.boxes.x))
        self._slots = by_box
        self._next = np.cumsum(self.count) - self.count

    def take(self, box: int) -> int:
        slot = int(self._slots[self._next[box]])
        self._next[box] += 1
        self.count[box] -= 1
        return slot


def _boxes_by_kind(problem: PlacementProblem, layout: Ints) -> np.ndarray:
    """Categories x boxes: what stays of the category lies there."""
    kinds = problem.holdings.asked.kind
    homes = np.zeros((int(kinds.max(initial=0)) + 1, len(problem.boxes.x)), dtype=bool)
    staying = (layout != NOWHERE) & (kinds >= 0)
    homes[kinds[staying], problem.slots.box[layout[staying]]] = True
    return homes


def _completed(problem: PlacementProblem, layout: Ints) -> Ints:
    """What lies nowhere would cost nothing, so that a rule which leaves parts out would look good."""
    begun = replace(problem, holdings=replace(problem.holdings, slot=layout))
    return _back_home(problem, mended(begun))


def _back_home(problem: PlacementProblem, layout: Ints) -> Ints:
    """What found no slot stays where it is, if nothing else took its slot meanwhile."""
    now = problem.holdings.slot
    taken = np.zeros(len(problem.slots.box), dtype=bool)
    taken[layout[layout != NOWHERE]] = True
    lost = np.flatnonzero((layout == NOWHERE) & (now != NOWHERE))
    result = layout.copy()
    for h in lost:
        if not taken[now[h]]:
            result[h] = now[h]
            taken[now[h]] = True
    return result
