"""Small generated placement problems, and naive answers to compare with: loops, no sharing, no arrays."""

from itertools import permutations

import numpy as np
from hypothesis import strategies as st

from app.domain.placement.problem import NOWHERE, Affinity, Boxes, Holdings, PlacementProblem, Slots
from app.domain.placement.rules import Asked, Offered
from app.domain.placement.weights import Weights


def still():
    """A clock that stands, so that evaluations alone decide."""
    return 0.0


def problem_from(boxes, slots, holdings, pairs):
    """Boxes `(x, y, z, size, properties, kind)`, slots `(box, distance, locked)`, holdings
    `(walks, size, needs, kind, slot, pinned)`, pairs `{(i, j): weight}`."""
    rows = [[] for _ in holdings]
    for (i, j), weight in sorted(pairs.items()):
        rows[i].append((j, weight))
        rows[j].append((i, weight))
    entries = [entry for row in rows for entry in sorted(row)]
    x, y, z, size, properties, kind = zip(*boxes, strict=True) if boxes else ([],) * 6
    box, distance, locked = zip(*slots, strict=True) if slots else ([],) * 3
    walks, asked_size, needs, asked_kind, slot, pinned = zip(*holdings, strict=True) if holdings else ([],) * 6
    return PlacementProblem(
        Boxes(
            np.array(x, float), np.array(y, float), np.array(z, float),
            Offered(np.array(size, np.int8), np.array(properties, np.uint8), np.array(kind, np.int32)),
        ),
        Slots(np.array(box, np.int32), np.array(distance, float), np.array(locked, bool)),
        Holdings(
            np.array(walks, float),
            Asked(np.array(asked_size, np.int8), np.array(needs, np.uint8), np.array(asked_kind, np.int32)),
            np.array(slot, np.int32), np.array(pinned, bool),
        ),
        Affinity(
            np.cumsum([0, *map(len, rows)]).astype(np.int64),
            np.array([j for j, _ in entries], np.int32), np.array([weight for _, weight in entries], float),
        ),
    )  # fmt: skip


metres = st.integers(0, 9).map(float)


@st.composite
def problems(draw, most=7, placed=False):
    """Up to three boxes and `most` holdings; with `placed` everything lies somewhere to begin with."""
    kinds = st.sampled_from([-1, 0, 1])
    boxes = draw(
        st.lists(
            st.tuples(
                metres, metres, metres, st.integers(0, 2), st.sampled_from([0, 1, 3, 4]), st.sampled_from([-1, -1, 0])
            ),
            min_size=1,
            max_size=3,
        )
    )
    slots = draw(
        st.lists(
            st.tuples(st.integers(0, len(boxes) - 1), metres, st.integers(0, 5).map(lambda n: n == 0)),
            min_size=1,
            max_size=most + 2,
        )
    )
    places = draw(st.permutations(range(len(slots))))
    count = draw(st.integers(0, min(most, len(slots))))
    holdings = [
        (
            draw(st.sampled_from([0.0, 0.5, 3.0, 20.0])),
            draw(st.sampled_from([0, 0, 1, 2])),
            draw(st.sampled_from([0, 0, 1, 4])),
            draw(kinds),
            places[n] if placed or draw(st.booleans()) else NOWHERE,
            draw(st.integers(0, 7)) == 0,
        )
        for n in range(count)
    ]
    every = [(i, j) for i in range(count) for j in range(i + 1, count)]
    pairs = {pair: draw(st.sampled_from([0.5, 4.0])) for pair in every if draw(st.booleans())}
    return problem_from(boxes, slots, holdings, pairs)


weights = st.builds(
    Weights, travel=st.sampled_from([0.0, 1.0]), co_use=st.sampled_from([0.0, 1.0]),
    spread=st.sampled_from([0.0, 5.0]), handling=st.sampled_from([0.0, 20.0]),
    horizon_months=st.sampled_from([1.0, 12.0]),
)  # fmt: skip


def is_legal(problem, h, s):
    """The hard rules for one holding and one slot, in words: size, needs, hazard apart, designated type."""
    asked, offered, b = problem.holdings.asked, problem.boxes.offered, problem.slots.box[s]
    needs, properties = int(asked.needs[h]), int(offered.properties[b])
    return (
        offered.size[b] >= asked.size[h]
        and (needs & properties) == needs
        and (not properties & 4 or bool(needs & 4))
        and offered.kind[b] in {-1, asked.kind[h]}
    )


def between(problem, one, other):
    if one == other:
        return 0.0
    boxes = problem.boxes
    return (
        abs(boxes.x[one] - boxes.x[other])
        + abs(boxes.y[one] - boxes.y[other])
        + 0.4 * abs(boxes.z[one] - boxes.z[other])
        + 0.3
    )


def naive_terms(problem, slot, weights):
    """Every term by loops over all holdings and all pairs of them."""
    box = [NOWHERE if s == NOWHERE else int(problem.slots.box[s]) for s in slot]
    there = [h for h, s in enumerate(slot) if s != NOWHERE]
    travel = sum(2 * problem.holdings.walks[h] * problem.slots.distance[slot[h]] for h in there)
    ways = {}
    for i in range(len(slot)):
        for k in range(problem.affinity.start[i], problem.affinity.start[i + 1]):
            ways[i, int(problem.affinity.other[k])] = problem.affinity.weight[k]
    co_use = sum(ways.get((i, j), 0.0) * between(problem, box[i], box[j]) for i in there for j in there if i < j)
    spread = 0
    for kind in {int(k) for k in problem.holdings.asked.kind if k >= 0}:
        used = {box[h] for h in there if problem.holdings.asked.kind[h] == kind}
        spread += max(len(used) - 1, 0)
    misplaced = sum(not is_legal(problem, h, slot[h]) for h in there)
    moving = 0.0
    for h in there:
        home = problem.holdings.slot[h]
        if home not in {NOWHERE, slot[h]}:
            walked = problem.slots.distance[home] + problem.slots.distance[slot[h]]
            walked += between(problem, int(problem.slots.box[home]), box[h])
            moving += (walked + weights.handling) / weights.horizon_months
    return {
        "travel": weights.travel * travel,
        "co_use": weights.co_use * co_use,
        "spread": weights.spread * spread,
        "misplaced": weights.misplaced * misplaced,
        "moving": moving,
    }


def movers(problem):
    """Holdings that may move, by loops."""
    found = []
    for h, s in enumerate(problem.holdings.slot):
        if not problem.holdings.pinned[h] and (s == NOWHERE or not problem.slots.locked[s]):
            found.append(h)
    return found


def open_slots(problem):
    """Slots that may take something, by loops."""
    staying = {int(s) for h, s in enumerate(problem.holdings.slot) if h not in movers(problem)}
    return [s for s in range(len(problem.slots.box)) if not problem.slots.locked[s] and s not in staying]


def layouts(problem):
    """Every layout in which all that may move lies in an open, legal slot; nothing else moves."""
    moving, slots = movers(problem), open_slots(problem)
    for chosen in permutations(slots, len(moving)):
        if all(is_legal(problem, h, s) for h, s in zip(moving, chosen, strict=True)):
            layout = problem.holdings.slot.copy()
            layout[moving] = chosen
            yield layout


def most_that_fit(problem):
    """How many of the movable holdings can lie legally at once: bipartite matching by augmenting paths."""
    slots, taken = open_slots(problem), {}

    def seat(h, tried):
        for s in slots:
            if s not in tried and is_legal(problem, h, s):
                tried.add(s)
                if s not in taken or seat(taken[s], tried):
                    taken[s] = h
                    return True
        return False

    return sum(seat(h, set()) for h in movers(problem))
