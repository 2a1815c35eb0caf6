"""A made warehouse as a placement problem, by one fixed recipe, so that figures of different days can be compared.

1,700 boxes of 60 slots, 100 boxes an aisle (20 bays, 5 levels); 70/25/5 % small, medium, large boxes, 2 % of them for
hazards; 100,000 parts whose walks are lognormal (sigma 1.2); 400 categories, half of them tied to a region; 18,000
projects of about 11 parts, four in five from nine neighbouring boxes of a hidden layout, with exponential weights.
Parts lie anywhere that fits to begin with. `BINSIGHT_BENCH_PARTS` makes it smaller in proportion.

Walks and projects are one story: a part is fetched for its projects, so that what is fetched ten times as often is
fetched ten times as often with its partners. See docs/adr/0022-made-warehouse.md for why, and for other readings.
"""

import os
from functools import cache

import numpy as np
from scipy.sparse import coo_array

from app.domain.placement.affinity import PAIRS_KEPT
from app.domain.placement.problem import Affinity, Boxes, Holdings, PlacementProblem, Slots
from app.domain.placement.rules import HAZARD, Asked, Offered

PARTS = int(os.environ.get("BINSIGHT_BENCH_PARTS", "100000"))
SEED = 20_261
SLOTS_PER_BOX = 60
BAYS, LEVELS = 20, 5
CATEGORIES = 400
PROJECT_PARTS = 11
NEIGHBOURS = 9
WAYS_PER_WALK = 2.0 * (PROJECT_PARTS - 1)
"""Of a walk to n places each counts 1/n, and on average 2 (n - 1) / n of its ways begin or end at each."""
_ROUNDS = 30


@cache
def made_problem(parts: int = PARTS, slots_per_box: int = SLOTS_PER_BOX) -> PlacementProblem:
    """The problem with `parts` parts; few parts need small boxes to have neighbours at all."""
    rng = np.random.default_rng(SEED)
    boxes, slots = _storage(rng, -(-parts * 102 // (100 * slots_per_box)), slots_per_box)
    hidden = rng.permutation(len(slots.box))[:parts]
    hidden_box = slots.box[hidden]
    offered = boxes.offered
    asked = Asked(offered.size[hidden_box], offered.properties[hidden_box], _categories(rng, hidden_box, boxes))
    walks = rng.lognormal(0.0, 1.2, parts)
    return PlacementProblem(
        boxes,
        slots,
        Holdings(walks, asked, _anywhere(rng, asked, boxes, slots), np.zeros(parts, dtype=bool)),
        _projects(rng, hidden_box, boxes, walks),
    )


def _storage(rng: np.random.Generator, boxes: int, slots_per_box: int) -> tuple[Boxes, Slots]:
    number = np.arange(boxes)
    aisle, bay, level = number // (BAYS * LEVELS), number // LEVELS % BAYS, number % LEVELS
    size = rng.choice(3, boxes, p=(0.7, 0.25, 0.05)).astype(np.int8)
    properties = np.where(rng.random(boxes) < 0.02, HAZARD, 0).astype(np.uint8)
    box = np.repeat(number, slots_per_box).astype(np.int32)
    near = 3.0 * aisle + bay + 0.4 * level + 1.0
    distance = near[box] + 0.002 * np.tile(np.arange(slots_per_box), boxes)
    offered = Offered(size, properties, np.full(boxes, -1, dtype=np.int32))
    made = Boxes(3.0 * aisle, bay.astype(float), level.astype(float), offered)
    return made, Slots(box, distance, np.zeros(len(box), dtype=bool))


def _categories(rng: np.random.Generator, hidden_box: np.ndarray, boxes: Boxes) -> np.ndarray:
    """Half of the categories are spread evenly, the others lie together in the hidden layout."""
    free = rng.integers(0, CATEGORIES // 2, len(hidden_box))
    regions = CATEGORIES // 2
    tied = CATEGORIES // 2 + hidden_box * regions // len(boxes.x)
    return np.where(rng.random(len(hidden_box)) < 0.5, free, tied).astype(np.int32)


def _anywhere(rng: np.random.Generator, asked: Asked, boxes: Boxes, slots: Slots) -> np.ndarray:
    """A random layout of which every part fits: kinds of parts and of boxes come in equal numbers."""
    kind_of_part = asked.size.astype(int) * 8 + asked.needs
    kind_of_slot = (boxes.offered.size.astype(int) * 8 + boxes.offered.properties)[slots.box]
    layout = np.empty(len(kind_of_part), dtype=np.int32)
    for kind in np.unique(kind_of_part):
        members = np.flatnonzero(kind_of_part == kind)
        layout[members] = rng.permutation(np.flatnonzero(kind_of_slot == kind))[: len(members)]
    return layout


def _projects(rng: np.random.Generator, hidden_box: np.ndarray, boxes: Boxes, walks: np.ndarray) -> Affinity:
    """Ways a month between the parts of every project, pruned as those of real sessions are."""
    parts = len(walks)
    count = parts * 18 // 100
    order = np.argsort(hidden_box, kind="stable")
    first = np.searchsorted(hidden_box[order], np.arange(len(boxes.x) + 1))
    rows, columns, weights = [], [], []
    for weight in rng.exponential(1.0, count):
        size = max(2, rng.poisson(PROJECT_PARTS))
        box = rng.integers(0, len(boxes.x))
        low, high = first[max(box - NEIGHBOURS // 2, 0)], first[min(box + NEIGHBOURS // 2 + 1, len(boxes.x))]
        near = order[rng.integers(low, max(high, low + 1), size)] if high > low else rng.integers(0, parts, size)
        members = np.unique(np.where(rng.random(size) < 0.8, near, rng.integers(0, parts, size)))
        one, other = np.triu_indices(len(members), 1)
        rows.append(members[one])
        columns.append(members[other])
        weights.append(np.full(len(one), weight))
    one, other, weight = np.concatenate(rows), np.concatenate(columns), np.concatenate(weights)
    whole = coo_array((np.r_[weight, weight], (np.r_[one, other], np.r_[other, one])), shape=(parts, parts)).tocsr()
    return _as_often_as_fetched(_strongest(whole.tocoo(), parts), walks)


def _strongest(whole: coo_array, parts: int) -> coo_array:
    row, column, weight = whole.row, whole.col, whole.data
    order = np.lexsort((column, -weight, row))
    counts = np.bincount(row, minlength=parts)
    rank = np.empty(len(row), dtype=np.int64)
    rank[order] = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    there, back = np.lexsort((column, row)), np.lexsort((row, column))
    strong = rank < PAIRS_KEPT
    kept = there[strong[there] | strong[back]]
    return coo_array((weight[kept], (row[kept], column[kept])), shape=whole.shape)


def _as_often_as_fetched(pairs: coo_array, walks: np.ndarray) -> Affinity:
    """Pairs in order of rows, scaled by a factor for each part until its ways agree with its walks.

    Symmetric balancing (Sinkhorn and Knopp 1967); a few rounds, since nobody needs more than two digits of it.
    """
    row, column, parts = pairs.row, pairs.col, len(walks)
    factor, weight = np.ones(parts), pairs.data
    for _ in range(_ROUNDS):
        ways = np.bincount(row, weight, minlength=parts)
        factor *= np.sqrt(np.divide(WAYS_PER_WALK * walks, ways, out=np.ones(parts), where=ways > 0))
        weight = pairs.data * (factor[row] * factor[column])
    starts = np.r_[0, np.cumsum(np.bincount(row, minlength=parts))].astype(np.int64)
    return Affinity(starts, column.astype(np.int32), weight)
