"""Compiled inner loops of the search: exact sparse deltas, and annealing over swaps and moves to free slots.

Imported only by those who optimise, because Numba takes half a second to import and seconds to compile once.
Simulated annealing: Kirkpatrick, Gelatt, Vecchi (1983); on quadratic assignment: Connolly (1990). Random numbers are
xorshift64* (Marsaglia 2003, Vigna 2016) with the state in an array, so that a run continues where its last chunk ended.
Compiled functions hand single arrays to each other, not the tuples, whose every pass would count references.
All of it is one module that uses no constant of another: Numba keeps compiled code until this very file changes.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit

_AHEAD = 32
"""Proposals drawn before the first of them is priced."""
_INNER: dict[str, Any] = {"cache": True, "_nrt": False}
"""For functions that only another compiled one calls, and that make no arrays: they do not count references to them.

Counting took half of the time. Numba leaves it out by itself where it sees that it may, which is in short functions.
"""


class Tables(NamedTuple):
    """What never changes during a search; see `search_tables.tables_of` for how it is made from a problem.

    Attributes:
        places: x, y and weighted height of each box, and nothing, so that one is read as a whole.
        slots_of_box: open slots by box, those of box b at `slot_start[b]:slot_start[b+1]`.
        sort: boxes of one sort may hold the same. near: boxes of each sort that are nearest to each box.
        walk: metres that each metre from the bench costs a month, by holding. facts: category, demand and home slot.
        costs: of a further box of a category, of being misplaced; metres to the next box; handling; share a month.
    """

    places: np.ndarray
    box_of_slot: np.ndarray
    distance: np.ndarray
    is_open: np.ndarray
    slot_start: np.ndarray
    slots_of_box: np.ndarray
    sort: np.ndarray
    near: np.ndarray
    walk: np.ndarray
    facts: np.ndarray
    legal: np.ndarray
    movable: np.ndarray
    start: np.ndarray
    other: np.ndarray
    weight: np.ndarray
    costs: np.ndarray


class Layout(NamedTuple):
    """What a search changes.

    Slot and box of each holding, the holding in each slot (-1: none), holdings per box and category, the random state,
    and counters: changes made, holdings away from home, whose turn is next, and what `_fetched` read.
    """

    slot: np.ndarray
    box: np.ndarray
    held: np.ndarray
    occupancy: np.ndarray
    random: np.ndarray
    counters: np.ndarray


@njit(**_INNER)
def _draw(random):
    state = random[0]
    state ^= state >> np.uint64(12)
    state ^= state << np.uint64(25)
    state ^= state >> np.uint64(27)
    random[0] = state
    return state * np.uint64(2685821657736338717)


@njit(**_INNER)
def _below(random, count):
    """A random index below `count`."""
    return np.int64((_draw(random) >> np.uint64(33)) * np.uint64(count) >> np.uint64(31))


@njit(**_INNER)
def _uniform(random):
    return (_draw(random) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@njit(**_INNER)
def _moving(home, came, goes, box_of_slot, distance, places, costs):
    """Metres a month more for having moved from slot `home`, when that leads to slot `goes` instead of `came`."""
    total = 0.0
    if home >= 0 and costs[4] > 0.0:
        at_home = box_of_slot[home]
        if goes != home:
            total += distance[home] + distance[goes] + costs[3]
            total += _between(places, at_home, box_of_slot[goes], costs[2])
        if came != home:
            total -= distance[home] + distance[came] + costs[3]
            total -= _between(places, at_home, box_of_slot[came], costs[2])
    return total * costs[4]


@njit(**_INNER)
def _between(places, a, b, next_box):
    if a == b:
        return 0.0
    flat = abs(places[a, 0] - places[b, 0]) + abs(places[a, 1] - places[b, 1])
    return flat + abs(places[a, 2] - places[b, 2]) + next_box


@njit(fastmath=True, **_INNER)
def _ways_changed(first, end, a, b, skip, other, weight, box, places, next_box):
    """Change of the ways to all partners when their end moves from box `a` to box `b`; the way to `skip` stays.

    Unsigned indices, because Numba looks at signed ones for being negative; sums in any order, four at a time.
    """
    a, b = np.uint64(a), np.uint64(b)
    xa, ya, ca = places[a, 0], places[a, 1], places[a, 2]
    xb, yb, cb = places[b, 0], places[b, 1], places[b, 2]
    total, kept = 0.0, 0.0
    for k in range(np.uint64(first), np.uint64(end)):
        c, w = np.uint64(box[np.uint64(other[k])]), weight[k]
        x, y, climb = places[c, 0], places[c, 1], places[c, 2]
        total += w * (abs(xb - x) - abs(xa - x) + abs(yb - y) - abs(ya - y) + abs(cb - climb) - abs(ca - climb))
        if c == a:
            total += w * next_box
        if c == b:
            total -= w * next_box
        if other[k] == skip:
            kept += w
    if kept > 0.0:
        total += kept * (abs(xb - xa) + abs(yb - ya) + abs(cb - ca) + next_box)
    return total


@njit(**_INNER)
def _one_goes(
    who, came, goes, partner, counts, occupancy, box, box_of_slot, distance, places, walk, facts, legal, start, other,
    weight, costs,
):  # fmt: skip
    """Change of cost when `who` goes from slot `came` to slot `goes`; the way to `partner` stays as long as it was.

    Args:
        counts: category spread changes, because no other of the category goes the opposite way.
    """
    a, b = box_of_slot[came], box_of_slot[goes]
    kind, group, home = facts[who, 0], facts[who, 1], facts[who, 2]
    total = walk[who] * (distance[goes] - distance[came])
    total += _moving(home, came, goes, box_of_slot, distance, places, costs)
    total += costs[1] * (int(legal[group, a]) - int(legal[group, b]))
    total += costs[0] * (counts & (a != b)) * (int(occupancy[b, kind] == 0) - int(occupancy[a, kind] == 1))
    first, end = start[who], start[who + int(a != b)]
    return total + _ways_changed(first, end, a, b, partner, other, weight, box, places, costs[2])


@njit(**_INNER)
def _change(
    h, to, slot, box, held, occupancy, box_of_slot, distance, places, walk, facts, legal, start, other, weight, costs
):
    """See `change_of`. `facts`: category, demand and home of each holding; `costs`: as in `Tables`."""
    g, here = held[to], slot[h]
    kind, other_kind = facts[h, 0], facts[g, 0]
    is_same = (g >= 0) & (kind == other_kind)
    total = _one_goes(
        h, here, to, g, (kind >= 0) & (not is_same), occupancy, box, box_of_slot, distance, places, walk, facts, legal,
        start, other, weight, costs,
    )  # fmt: skip
    if g >= 0:
        total += _one_goes(
            g, to, here, h, (other_kind >= 0) & (not is_same), occupancy, box, box_of_slot, distance, places, walk,
            facts, legal, start, other, weight, costs,
        )  # fmt: skip
    return total


@njit(**_INNER)
def _settle(h, here, to, slot, box, held, occupancy, counters, box_of_slot, facts):
    kind, home = facts[h, 0], facts[h, 2]
    slot[h], box[h], held[to] = to, box_of_slot[to], h
    occupancy[box_of_slot[here], kind] -= 1
    occupancy[box_of_slot[to], kind] += 1
    counters[1] += int(home >= 0) * (int(to != home) - int(here != home))


@njit(**_INNER)
def _exchange(h, to, slot, box, held, occupancy, counters, box_of_slot, facts):
    g, here = held[to], slot[h]
    held[here] = -1
    _settle(h, here, to, slot, box, held, occupancy, counters, box_of_slot, facts)
    if g >= 0:
        _settle(g, to, here, slot, box, held, occupancy, counters, box_of_slot, facts)


@njit(cache=True)
def change_of(tables, layout, h, to):
    """Exact change of cost when `h` goes to slot `to`, changing places with what lies there.

    The pair itself stays as long as it was. A category is scattered over one box more where it comes to a box that
    held none of it, and over one less where it leaves a box that held one.
    """
    return _change(
        h, to, layout.slot, layout.box, layout.held, layout.occupancy, tables.box_of_slot, tables.distance,
        tables.places, tables.walk, tables.facts, tables.legal, tables.start, tables.other, tables.weight, tables.costs,
    )  # fmt: skip


@njit(cache=True)
def exchange(tables, layout, h, to):
    """Put `h` into slot `to`; what lies there goes to where `h` was."""
    _exchange(
        h, to, layout.slot, layout.box, layout.held, layout.occupancy, layout.counters, tables.box_of_slot, tables.facts
    )


@njit(cache=True)
def shift(tables, layout, holdings, slots):
    """Put each holding into its slot, one after the other; returns the change of cost. Rules are not looked at."""
    total = 0.0
    for i in range(len(holdings)):
        if layout.slot[holdings[i]] != slots[i]:
            total += change_of(tables, layout, holdings[i], slots[i])
            exchange(tables, layout, holdings[i], slots[i])
    return total


@njit(**_INNER)
def _slot_in(random, box, slot_start, slots_of_box, held, facts, tries):
    """A random open slot of a box, if one is met within so many tries one in which nothing is at home; -1: no slot."""
    first, count = slot_start[box], slot_start[box + 1] - slot_start[box]
    found, left = np.int64(-1), tries * int(count > 0)
    while left > 0:
        found = np.int64(slots_of_box[first + _below(random, count)])
        g = held[found]
        left = (left - 1) * int((g >= 0) & (facts[g, 2] == found))
    return found


@njit(**_INNER)
def _partners_box(random, h, box, start, other):
    """The box of something that `h` is used with; its own when there is nothing."""
    first, degree = start[h], start[h + 1] - start[h]
    beside = h
    if degree > 0:
        beside = np.int64(other[first + _below(random, degree)])
    return np.int64(box[beside])


@njit(**_INNER)
def _box_for(random, turn, h, box, start, other, sort, near):
    """A box for `h` to go to: one with something it is used with, or near that.

    Mostly one of the sort it lies in, where an exchange breaks no rule: where sizes are tight, half of all pairs of
    slots would be refused.
    """
    mine, begin = sort[box[h]], _partners_box(random, h, box, start, other)
    found = np.int64(near[mine, begin, _below(random, near.shape[2])])
    if (turn < 63) & (sort[begin] == mine) | (turn % 8 == 7):
        found = begin
    return found


@njit(**_INNER)
def _proposed(random, h, box, held, facts, price, start, other, slot_start, slots_of_box, sort, near, slots):
    """A slot for `h` to go to: in a box that suits it, anywhere, or back home.

    Where moves have a price, slots that are free, or hold what has moved already, come first: an exchange with what is
    at home is three steps, and most would be refused.
    """
    turn, home = _below(random, 100), facts[h, 2]
    tries = 20 if price > 0.0 and turn % 5 != 0 else 1
    if price > 0.0 and turn < 15 and home >= 0:
        found = np.int64(home)
    elif turn >= 95 or (start[h] == start[h + 1] and turn % 2 == 0):
        found = _below(random, slots)
    else:
        to = _box_for(random, turn, h, box, start, other, sort, near)
        found = _slot_in(random, to, slot_start, slots_of_box, held, facts, tries)
    return found


@njit(**_INNER)
def _fetched(turns, targets, held, occupancy, box, box_of_slot, distance, walk, facts, start, other, weight):
    """Read, all at once, what pricing these proposals needs: it takes longer to wait for memory than to calculate.

    Priced one after the other each would wait for its own reads; the sum only keeps them from being left out.
    """
    total = 0.0
    for n in range(len(turns)):
        if targets[n] >= 0:
            g = held[targets[n]]
            total += distance[targets[n]] + start[g] + walk[g] + occupancy[box[turns[n]], facts[g, 0]]
            total += occupancy[box_of_slot[targets[n]], facts[turns[n], 0]]
    for n in range(len(turns)):
        if targets[n] >= 0:
            first = start[held[targets[n]]]
            for line in range(first, min(first + 24, len(other)), 8):
                total += weight[line] + other[line]
    return np.int64(total)


@njit(cache=True)
def anneal(tables, layout, evaluations, hot, cold, price, *, change=True):
    """Try `evaluations` changes, each holding in its turn, while the temperature falls from `hot` to `cold`.

    Args:
        price: metres a month for every holding away from home; steers how many are.
        change: False only looks.

    Returns:
        The change of cost made, the sum of the sizes of all legal changes tried, and how many those were.
    """
    slot, box, held, occupancy = layout.slot, layout.box, layout.held, layout.occupancy
    random, counters = layout.random, layout.counters
    box_of_slot, distance, places, walk = tables.box_of_slot, tables.distance, tables.places, tables.walk
    facts, legal, is_open, movable, near = tables.facts, tables.legal, tables.is_open, tables.movable, tables.near
    sort = tables.sort
    start, other, weight, costs = tables.start, tables.other, tables.weight, tables.costs
    slot_start, slots_of_box = tables.slot_start, tables.slots_of_box
    total, sizes, tried, temperature = 0.0, 0.0, 0, hot
    cooling = math.exp(math.log(cold / hot) / max(evaluations, 1))
    turns, targets = np.zeros(_AHEAD, np.int64), np.zeros(_AHEAD, np.int64)
    for turn in range(evaluations):
        n = turn % _AHEAD
        if n == 0:
            for k in range(_AHEAD):
                h = movable[counters[2]]
                counters[2] = (counters[2] + 1) % len(movable)
                turns[k] = h
                targets[k] = _proposed(
                    random, h, box, held, facts, price, start, other, slot_start, slots_of_box, sort,
                    near, len(box_of_slot),
                )  # fmt: skip
            counters[3] = _fetched(
                turns, targets, held, occupancy, box, box_of_slot, distance, walk, facts, start, other, weight
            )
        temperature *= cooling
        h, to = turns[n], targets[n]
        if to < 0 or to == slot[h] or not is_open[to] or not legal[facts[h, 1], box_of_slot[to]]:
            continue
        g = held[to]
        if g >= 0 and not legal[facts[g, 1], box[h]]:
            continue
        delta = _change(
            h, to, slot, box, held, occupancy, box_of_slot, distance, places, walk, facts, legal, start, other, weight,
            costs,
        )  # fmt: skip
        tried += 1
        sizes += abs(delta)
        priced = delta
        if price > 0.0:
            here, home = slot[h], facts[h, 2]
            if home >= 0:
                priced += price * (int(to != home) - int(here != home))
            if g >= 0 and facts[g, 2] >= 0:
                priced += price * (int(here != facts[g, 2]) - int(to != facts[g, 2]))
        if change and (priced <= 0.0 or _uniform(random) < math.exp(-priced / temperature)):
            _exchange(h, to, slot, box, held, occupancy, counters, box_of_slot, facts)
            counters[0] += 1
            total += delta
    return total, sizes, tried


@njit(cache=True)
def steps_needed(home, slot, home_at):
    """Steps that lead from one layout to another: what moved, and one more for each cycle without an empty slot.

    Args:
        home_at: the holding that lay in each slot at first, or -1.
    """
    seen = np.zeros(len(home), dtype=np.uint8)
    steps = 0
    for first in range(len(home)):
        if seen[first] or home[first] < 0 or slot[first] == home[first]:
            continue
        h = first
        while h >= 0 and not seen[h] and slot[h] != home[h]:
            seen[h] = 1
            steps += 1
            h = home_at[slot[h]]
        if h == first:
            steps += 1
    return steps
