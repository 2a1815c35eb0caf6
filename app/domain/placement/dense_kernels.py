"""Compiled inner loop of the search of dense problems: robust tabu search on quadratic assignment.

Source: Taillard (1991), "Robust taboo search for the quadratic assignment problem": every swap of two items is priced,
those that touch nothing of the last swap in O(1). What each item would cost at each place is kept as well, a
rank-one change after a swap, so that the swaps of the two that moved are priced in O(1) each too, not in O(n).
All loops go along rows, which the compiler turns into vector instructions; it does so with the search for the lowest
price only where numbers are whole, so that these are kept in 32 bits wherever they fit. Random numbers are handed in.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

WIDTH = 8
"""Rows are as long as a multiple of it, and so are most loops: what is left over would be done one by one."""
_ALWAYS = 2**30
"""Later than every iteration."""


class Dense(NamedTuple):
    """A problem as the loops read it: items x items, places x places, and places x items, in rows of full width.

    Attributes:
        flow_apart, distance_apart: of two, [i, i] + [j, j] - [i, j] - [j, i].
        is_symmetric: ways back cost what the ways there cost; only the latter are read, with doubled distances.
        never: one number, above every price.
    """

    flow: np.ndarray
    flow_back: np.ndarray
    distance: np.ndarray
    distance_back: np.ndarray
    flow_apart: np.ndarray
    distance_apart: np.ndarray
    linear: np.ndarray
    is_symmetric: bool
    never: np.ndarray


class Tabu(NamedTuple):
    """What a tabu search changes.

    Attributes:
        place: of each item. best: the best places met.
        at_place: by place and item, what the item would cost there while all others lie where they lie.
        price: change of cost when u and v change places, at u > v, and beyond that only to fill a row.
        back, back_at: the iteration until which an item shall not come to a place, by item and by place.
        until: the lower of both ways of a swap. work: differences of rows.
        turn: iterations made. costs: less the cost at the start, now and of the best.
    """

    place: np.ndarray
    best: np.ndarray
    at_place: np.ndarray
    price: np.ndarray
    back: np.ndarray
    back_at: np.ndarray
    until: np.ndarray
    work: np.ndarray
    turn: np.ndarray
    costs: np.ndarray


def tabu_of(dense: Dense) -> Tabu:
    """Room for a search of a problem."""
    size, kind = dense.flow.shape, dense.flow.dtype
    at_place, price = np.zeros((2, *size), kind)
    back, back_at, until = np.zeros((3, *size), np.int32)
    place, best = np.zeros((2, size[0]), np.int64)
    work = np.zeros((3, size[1]), kind)
    return Tabu(place, best, at_place, price, back, back_at, until, work, np.zeros(1, np.int32), np.zeros(2))


@njit(cache=True, nogil=True)
def begin(dense, tabu):
    """Price every swap of the layout in `tabu.place`, with nothing tabu."""
    place, at_place, count = tabu.place, tabu.at_place, len(tabu.place)
    at_place[:] = dense.linear
    for p in range(count):
        for k in range(count):
            _add_rows(at_place[p], dense.flow_back[k], dense.distance[p, place[k]])
            if not dense.is_symmetric:
                _add_rows(at_place[p], dense.flow[k], dense.distance_back[p, place[k]])
    tabu.back[:] = 0
    tabu.back_at[:] = 0
    tabu.until[:] = 0
    for u in range(count):
        _price_anew(u, dense.flow_apart, dense.distance_apart, place, at_place, tabu.price)
        tabu.until[u, u] = _ALWAYS
        tabu.until[u, count:] = _ALWAYS
    tabu.turn[0] = 0
    tabu.costs[:] = 0.0
    tabu.best[:] = place


@njit(cache=True, nogil=True)
def _add_rows(row, added, factor):
    for k in range(len(row)):
        row[k] += factor * added[k]


@njit(cache=True, nogil=True)
def _price_anew(t, flow_apart, distance_apart, place, at_place, price):
    """Prices of all swaps with `t`; what items would cost elsewhere has the ways between the two wrong, hence apart."""
    here = place[t]
    for k in range(len(place)):
        there = place[k]
        moved = at_place[there, t] - at_place[here, t] + at_place[here, k] - at_place[there, k]
        price[t, k] = moved + flow_apart[t, k] * distance_apart[here, there]
    for k in range(len(place)):
        price[k, t] = price[t, k]


@njit(cache=True, nogil=True)
def _forbid(t, came, turn, place, back, back_at, until):
    """`t` shall not come back to the place `came` before an iteration; swaps with it are tabu when both ways are."""
    back[t, came] = back_at[came, t] = turn
    here = place[t]
    for k in range(len(place)):
        until[t, k] = min(back[t, place[k]], back_at[here, k])
    until[t, t] = _ALWAYS
    for k in range(len(place)):
        until[k, t] = until[t, k]


@njit(cache=True, nogil=True)
def _update(r, s, flow, distance, place, at_place, price, work, never):
    """What the swap of `r` and `s` changed for all others, in one direction of ways: O(1) for each price."""
    flows, ways, by_item, count = work[0], work[1], work[2], len(place)
    for k in range(len(flows)):
        flows[k] = flow[r, k] - flow[s, k]
        ways[k] = distance[place[r], k] - distance[place[s], k]
    for k in range(count):
        by_item[k] = ways[place[k]]
    for p in range(count):
        _add_rows(at_place[p], flows, ways[p])
    for u in range(count):
        mine, yours, row = flows[u], by_item[u], price[u]
        end = (u + WIDTH - 1) // WIDTH * WIDTH
        for v in range(end):
            row[v] -= (mine - flows[v]) * (yours - by_item[v])
        for v in range(count, end):
            row[v] = never


@njit(cache=True, nogil=True)
def _lowest(prices, ends, turn, never, end):
    """The lowest price of a row, and the lowest of those that are not tabu."""
    lowest, allowed = never, never
    for v in range(end):
        price = prices[v]
        lowest = min(lowest, price)
        allowed = min(allowed, price if ends[v] <= turn else never)
    return lowest, allowed


@njit(cache=True, nogil=True)
def _chosen(price, until, turn, needed, start, never):
    """The best swap that is not tabu, or leads below `needed`; rows are looked at from `start` on, for equal prices."""
    count = len(price)
    best, row, is_free = never, 0, False
    for step in range(count):
        u = start + step
        if u >= count:
            u -= count
        lowest, allowed = _lowest(price[u], until[u], turn, never, (u + WIDTH - 1) // WIDTH * WIDTH)
        if lowest < needed and lowest < best:
            best, row, is_free = lowest, u, True
        if allowed < best:
            best, row, is_free = allowed, u, False
    for v in range(count):
        if price[row, v] == best and (is_free or until[row, v] <= turn):
            return row, v
    return max(start, 1), 0


@njit(cache=True, nogil=True)
def search(dense, tabu, luck, least, spread):
    """Make as many swaps as `luck` has rows, each the best that is not tabu.

    Args:
        luck: three random numbers in [0, 1) for each iteration. least, spread: iterations for which a way back is tabu.
    """
    place, at_place, price, until, work = tabu.place, tabu.at_place, tabu.price, tabu.until, tabu.work
    count, never, cost, best = len(place), dense.never[0], tabu.costs[0], tabu.costs[1]
    for n in range(len(luck)):
        tabu.turn[0] += 1
        turn = tabu.turn[0]
        r, s = _chosen(price, until, turn, best - cost - 1e-9, int(luck[n, 0] * count), never)
        cost += price[r, s]
        place[r], place[s] = place[s], place[r]
        _forbid(r, place[s], turn + least + int(spread * luck[n, 1]), place, tabu.back, tabu.back_at, until)
        _forbid(s, place[r], turn + least + int(spread * luck[n, 2]), place, tabu.back, tabu.back_at, until)
        _update(r, s, dense.flow_back, dense.distance_back, place, at_place, price, work, never)
        if not dense.is_symmetric:
            _update(r, s, dense.flow, dense.distance, place, at_place, price, work, never)
        for t in (r, s):
            _price_anew(t, dense.flow_apart, dense.distance_apart, place, at_place, price)
        if cost < best - 1e-9:
            best = cost
            tabu.best[:] = place
    tabu.costs[0], tabu.costs[1] = cost, best
