"""A slot for everything: greedy where that suffices, by maximum flow where it does not, and why when there is none.

The flow runs over demands and kinds of boxes that the same demands may use, never over single parts and slots, so that
its size does not grow with the store: Dinic's method in `scipy.sparse.csgraph.maximum_flow`; and the one that moves
least as a linear programme, whose corners are whole numbers because its matrix is that of a flow.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack
from scipy.sparse.csgraph import maximum_flow

from app.domain.placement.problem import NOWHERE, Flags, Floats, Ints, Numbers, PlacementProblem

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Flow:
    """How many holdings of each demand go into each kind of box; `kind_of_box` numbers the kinds."""

    assigned: Counts
    wanted: Counts
    kind_of_box: Ints
    legal: Flags

    @property
    def missing(self) -> Counts:
        """Holdings of each demand for which there is no slot."""
        missing: Counts = self.wanted - self.assigned.sum(axis=1)
        return missing


def most_placed(problem: PlacementProblem, moving: Flags, open_slots: Flags) -> Flow:
    """The most of the holdings `moving` that `open_slots` take without breaking a rule."""
    legal, kind_of_box = np.unique(problem.legal, axis=1, return_inverse=True)
    kind_of_box = kind_of_box.reshape(-1)
    groups, kinds = legal.shape
    wanted = np.bincount(problem.group[moving], minlength=groups)
    room = np.bincount(kind_of_box[problem.slots.box[open_slots]], minlength=kinds)
    group, kind = np.nonzero(legal)
    source, sink = groups + kinds, groups + kinds + 1
    rows = np.concatenate([np.full(groups, source), group, groups + np.arange(kinds)])
    columns = np.concatenate([np.arange(groups), groups + kind, np.full(kinds, sink)])
    capacity = np.concatenate([wanted, np.minimum(wanted[group], room[kind]), room]).astype(np.int32)
    graph = csr_array((capacity, (rows, columns)), shape=(sink + 1, sink + 1))
    flow = maximum_flow(graph, source, sink).flow.toarray()[:groups, groups : groups + kinds]
    return Flow(np.maximum(flow, 0).astype(np.int64), wanted, kind_of_box.astype(np.int32), legal)


def least_moved(problem: PlacementProblem) -> Ints:
    """The layout as it is, with as many holdings as possible in legal slots and as few as possible moved for it."""
    now = problem.holdings.slot
    moving, kind_of_box = problem.movable, most_placed(problem, problem.movable, problem.open_slots).kind_of_box
    settled = moving & (now != NOWHERE) & ~problem.misplaced(now)
    present = np.zeros((len(problem.legal), int(kind_of_box.max(initial=-1)) + 1), dtype=np.int64)
    kind = kind_of_box[problem.slots.box[now]]
    np.add.at(present, (problem.group[settled], kind[settled]), 1)
    kept, new = _shares(problem, moving, present)
    stays = settled.copy()
    for group, one in zip(*np.nonzero(kept < present), strict=True):
        members = np.flatnonzero(settled & (problem.group == group) & (kind == one))
        by_walks = members[np.lexsort((members, -problem.holdings.walks[members]))]
        stays[by_walks[kept[group, one] :]] = False
    layout = np.where(moving & ~stays, NOWHERE, now).astype(np.int32)
    free = problem.open_slots.copy()
    free[layout[layout != NOWHERE]] = False
    queue = np.flatnonzero(moving & ~stays)
    queue = queue[np.lexsort((queue, -problem.holdings.walks[queue]))]
    flow = most_placed(problem, moving & ~stays, free)
    return _nearest(problem, layout, queue, free, Flow(new, flow.wanted, flow.kind_of_box, flow.legal))


def _shares(problem: PlacementProblem, moving: Flags, present: Counts) -> tuple[Counts, Counts]:
    """How many of each demand stay in each kind of box, and how many come to it: most placed first, then most kept."""
    flow = most_placed(problem, moving, problem.open_slots)
    group, kind = np.nonzero(flow.legal)
    arcs = len(group)
    kept, new = np.zeros_like(present), np.zeros_like(present)
    if not arcs:
        return kept, new
    room = np.bincount(flow.kind_of_box[problem.slots.box[problem.open_slots]], minlength=flow.legal.shape[1])
    ones = np.ones(2 * arcs)
    columns = np.arange(2 * arcs)
    by_group = csr_array((ones, (np.r_[group, group], columns)), shape=(len(flow.legal), 2 * arcs))
    by_kind = csr_array((ones, (np.r_[kind, kind], columns)), shape=(len(room), 2 * arcs))
    solved = linprog(
        np.r_[np.full(arcs, -2.0), np.full(arcs, -1.0)] - float(moving.sum()),
        A_ub=vstack([by_group, by_kind]),
        b_ub=np.r_[flow.wanted, room],
        bounds=np.stack([np.zeros(2 * arcs), np.r_[present[group, kind], np.full(arcs, moving.sum())]], axis=1),
        method="highs-ds",
    )
    amounts = np.rint(solved.x).astype(np.int64)
    kept[group, kind], new[group, kind] = amounts[:arcs], amounts[arcs:]
    return kept, new


def place(problem: PlacementProblem, layout: Ints, moving: Flags, order: Floats) -> Ints:
    """`layout` with a legal slot for as many of `moving` as can have one; the rest lies nowhere.

    The nearest free slot goes to what comes first; where that would leave something out, kinds of boxes are shared out
    by maximum flow first.

    Args:
        moving: holdings to place; what they lie in now counts as free.
        order: the smaller, the earlier; ties by index.
    """
    placed = layout.copy()
    placed[moving] = NOWHERE
    free = problem.open_slots.copy()
    free[placed[placed != NOWHERE]] = False
    queue = np.flatnonzero(moving)
    queue = queue[np.lexsort((queue, order[queue]))]
    simple = _nearest(problem, placed, queue, free, None)
    if not (simple[queue] == NOWHERE).any():
        return simple
    shared = most_placed(problem, moving, free)
    return _nearest(problem, placed, queue, free, shared)


def _nearest(problem: PlacementProblem, layout: Ints, queue: Numbers, free: Flags, shared: Flow | None) -> Ints:
    """Each in its turn takes the nearest free slot that it may use; with `shared`, within its demand's share.

    Demands with fewer slots go first, so that those who can go elsewhere do not take the only ones.
    """
    layout, free = layout.copy(), free.copy()
    by_distance = np.flatnonzero(free)
    by_distance = by_distance[np.lexsort((by_distance, problem.slots.distance[by_distance]))]
    box = problem.slots.box[by_distance]
    room = np.bincount(problem.slots.box[by_distance], minlength=len(problem.boxes.x))
    group = problem.group[queue]
    choices = problem.legal @ room if shared is None else np.zeros(len(problem.legal))
    for one in np.unique(group)[np.argsort(choices[np.unique(group)], kind="stable")]:
        members = queue[group == one]
        usable = by_distance[free[by_distance] & problem.legal[one, box]]
        if shared is not None:
            usable = usable[_within(shared.kind_of_box[problem.slots.box[usable]], shared.assigned[one])]
        count = min(len(members), len(usable))
        layout[members[:count]] = usable[:count]
        free[usable[:count]] = False
    return layout


def _within(kind: Numbers, share: Counts) -> Flags:
    """The first `share[k]` entries of each kind k."""
    order = np.argsort(kind, kind="stable")
    counts = np.bincount(kind, minlength=len(share))
    turn = np.empty(len(kind), dtype=np.int64)
    turn[order] = np.arange(len(kind)) - np.repeat(np.cumsum(counts) - counts, counts)
    return turn < share[kind]
