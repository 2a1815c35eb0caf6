"""Compiled inner loops of the search: exact sparse deltas, and annealing over swaps and moves to free slots.

Imported only by those who optimise, because Numba takes half a second to import and seconds to compile once.
Simulated annealing: Kirkpatrick, Gelatt, Vecchi (1983); on quadratic assignment: Connolly (1990). Random numbers are
xorshift64* (Marsaglia 2003, Vigna 2016) with the state in an array, so that a run continues where its last chunk ended.
Compiled functions hand single arrays to each other, not the tuples, whose every pass would count references.
All of it is one module that uses no constant of another: Numba keeps compiled code until this very file changes.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

_AHEAD = 32
"""Proposals drawn before the first of them is priced."""


class Tables(NamedTuple):
    """What never changes during a search; see `search_tables.tables_of` for how it is made from a problem.

    Attributes:
        places: x, y and weighted height of each box.
        slots_of_box: open slots by box, those of box b at `slot_start[b]:slot_start[b+1]`. near: nearest boxes of each.
        walk: metres that each metre from the bench costs a month, by holding. facts: category, demand and home slot.
        costs: of a further box of a category, of being misplaced; metres to the next box; handling; share a month.
    """

    places: np.ndarray
    box_of_slot: np.ndarray
    distance: np.ndarray
    is_open: np.ndarray
    slot_start: np.ndarray
    slots_of_box: np.ndarray
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


@njit(cache=True)
def _draw(random):
    state = random[0]
    state ^= state >> np.uint64(12)
    state ^= state << np.uint64(25)
    state ^= state >> np.uint64(27)
    random[0] = state
    return state * np.uint64(2685821657736338717)


@njit(cache=True)
def _below(random, count):
    """A random index below `count`."""
    return np.int64((_draw(random) >> np.uint64(33)) * np.uint64(count) >> np.uint64(31))


@njit(cache=True)
def _uniform(random):
    return (_draw(random) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@njit(cache=True)
def _moving(home, s, box_of_slot, distance, places, costs):
    """Metres a month for having moved from slot `home` to slot `s`."""
    if home < 0 or home == s:
        return 0.0
    walked = distance[home] + distance[s] + _between(places, box_of_slot[home], box_of_slot[s], costs[2])
    return (walked + costs[3]) * costs[4]


@njit(cache=True)
def _between(places, a, b, next_box):
    if a == b:
        return 0.0
    flat = abs(places[a, 0] - places[b, 0]) + abs(places[a, 1] - places[b, 1])
    return flat + abs(places[a, 2] - places[b, 2]) + next_box


@njit(cache=True)
def _ways_changed(first, end, a, b, skip, other, weight, box, places, next_box):
    """Change of the ways to all partners when their end moves from box `a` to box `b`."""
    xa, ya, ca = places[a, 0], places[a, 1], places[a, 2]
    xb, yb, cb = places[b, 0], places[b, 1], places[b, 2]
    total = 0.0
    for k in range(first, end):
        c = box[other[k]]
        if other[k] == skip or c < 0:
            continue
        x, y, climb = places[c, 0], places[c, 1], places[c, 2]
        way = abs(xb - x) - abs(xa - x) + abs(yb - y) - abs(ya - y) + abs(cb - climb) - abs(ca - climb)
        way += next_box * (int(c != b) - int(c != a))
        total += weight[k] * way
    return total


@njit(cache=True)
def _change(
    h, to, slot, box, held, occupancy, box_of_slot, distance, places, walk, facts, legal, start, other, weight, costs
):
    """See `change_of`. `facts`: category, demand and home of each holding; `costs`: as in `Tables`."""
    g = held[to]
    total = 0.0
    for turn in range(2):
        who = h if turn == 0 else g
        if who < 0:
            break
        came, goes = (slot[h], to) if turn == 0 else (to, slot[h])
        a, b = box_of_slot[came], box_of_slot[goes]
        kind, group, home = facts[who, 0], facts[who, 1], facts[who, 2]
        total += walk[who] * (distance[goes] - distance[came])
        if costs[4] > 0.0:
            total += _moving(home, goes, box_of_slot, distance, places, costs)
            total -= _moving(home, came, box_of_slot, distance, places, costs)
        if a == b:
            continue
        if not legal[group, a]:
            total -= costs[1]
        if not legal[group, b]:
            total += costs[1]
        if kind >= 0 and (g < 0 or facts[h, 0] != facts[g, 0]):
            if occupancy[b, kind] == 0:
                total += costs[0]
            if occupancy[a, kind] == 1:
                total -= costs[0]
        partner = g if turn == 0 else h
        total += _ways_changed(start[who], start[who + 1], a, b, partner, other, weight, box, places, costs[2])
    return total


@njit(cache=True)
def _settle(h, to, slot, box, held, occupancy, counters, box_of_slot, facts):
    here, kind, home = slot[h], facts[h, 0], facts[h, 2]
    slot[h], box[h], held[to] = to, box_of_slot[to], h
    if kind >= 0:
        occupancy[box_of_slot[here], kind] -= 1
        occupancy[box_of_slot[to], kind] += 1
    if home >= 0:
        counters[1] += int(to != home) - int(here != home)


@njit(cache=True)
def _exchange(h, to, slot, box, held, occupancy, counters, box_of_slot, facts):
    g, here = held[to], slot[h]
    held[here] = -1
    _settle(h, to, slot, box, held, occupancy, counters, box_of_slot, facts)
    if g >= 0:
        _settle(g, here, slot, box, held, occupancy, counters, box_of_slot, facts)


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


@njit(cache=True)
def _slot_in(random, box, slot_start, slots_of_box, held, tries):
    """A random open slot of a box, free if one is met within so many tries; -1 when there is none."""
    count = slot_start[box + 1] - slot_start[box]
    found = np.int64(-1)
    if count > 0:
        for _ in range(tries):
            found = np.int64(slots_of_box[slot_start[box] + _below(random, count)])
            if held[found] < 0:
                break
    return found


@njit(cache=True)
def _proposed(random, h, box, held, home, price, start, other, slot_start, slots_of_box, near, slots):
    """A slot for `h` to go to: beside something it is used with, nearby, anywhere, or back home.

    Where moves have a price, free slots come first: a move into one is one step, an exchange three.
    """
    turn = _below(random, 100)
    if price > 0.0 and turn < 15 and home >= 0:
        return np.int64(home)
    tries = 20 if price > 0.0 and turn % 2 == 0 else 1
    degree = start[h + 1] - start[h]
    begin = box[h]
    if turn < 75 and degree > 0:
        partner = box[other[start[h] + _below(random, degree)]]
        if partner >= 0:
            begin = partner
            if turn < 50:
                return _slot_in(random, begin, slot_start, slots_of_box, held, tries)
    elif turn >= 88:
        return np.int64(_below(random, slots))
    return _slot_in(random, near[begin, _below(random, near.shape[1])], slot_start, slots_of_box, held, tries)


@njit(cache=True)
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
                    random, h, box, held, facts[h, 2], price, start, other, slot_start, slots_of_box, near,
                    len(box_of_slot),
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
