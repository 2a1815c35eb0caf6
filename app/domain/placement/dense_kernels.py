"""Compiled inner loop of the search of dense problems: robust tabu search on quadratic assignment.

Source: Taillard (1991), "Robust taboo search for the quadratic assignment problem": every swap of two items is priced,
those that touch nothing of the last swap in O(1). Distances are kept in the order of the items, so that an update is
arithmetic on whole rows, which the compiler turns into vector instructions. Random numbers are handed in.
"""

from typing import NamedTuple

import numpy as np
from numba import njit


class Dense(NamedTuple):
    """A problem as the loops read it: items x items and places x places, there and back, and items x places.

    Where flow and distance are symmetric the ways back cost what the ways there cost, and are not read.
    """

    flow: np.ndarray
    flow_back: np.ndarray
    distance: np.ndarray
    linear: np.ndarray
    is_symmetric: bool


class Tabu(NamedTuple):
    """What a tabu search changes.

    Attributes:
        place: of each item. best: the best places met.
        far, far_back: distance between the places of two items, there and back.
        price: change of cost when u and v change places, at u > v; lines grow longer, as the compiler likes it.
        back: the iteration until which u shall not come to where v is now. until: the lower of both ways, at u > v.
        counters: iterations made; cost less the cost at the start, now and of the best.
    """

    place: np.ndarray
    best: np.ndarray
    far: np.ndarray
    far_back: np.ndarray
    price: np.ndarray
    back: np.ndarray
    until: np.ndarray
    counters: np.ndarray


def tabu_of(size: int) -> Tabu:
    """Room for a search of so many items."""
    far, far_back, price, back, until = np.zeros((5, size, size))
    return Tabu(np.zeros(size, np.int64), np.zeros(size, np.int64), far, far_back, price, back, until, np.zeros(3))


@njit(cache=True)
def _ways(u, v, flow, far):
    """Change of the ways from `u` and `v` to all others, in one direction, when the two change places."""
    total = 0.0
    for k in range(len(flow)):
        if k not in (u, v):
            total += (flow[u, k] - flow[v, k]) * (far[v, k] - far[u, k])
    return total


@njit(cache=True)
def swap_price(u, v, dense, tabu):
    """Change of cost when items `u` and `v` change places: the plain sum, in O(n)."""
    ways = _ways(u, v, dense.flow, tabu.far) + _ways(u, v, dense.flow_back, tabu.far_back)
    return ways + _apart(u, v, tabu.place, dense.flow, tabu.far, dense.linear)


@njit(cache=True)
def _apart(u, v, place, flow, far, linear):
    """The part of the price that no third item has to do with."""
    here, there = place[u], place[v]
    between = (flow[u, u] - flow[v, v]) * (far[v, v] - far[u, u])
    between += (flow[u, v] - flow[v, u]) * (far[v, u] - far[u, v])
    return between + linear[u, there] + linear[v, here] - linear[u, here] - linear[v, there]


@njit(cache=True)
def begin(dense, tabu):
    """Price every swap of the layout in `tabu.place`, with nothing tabu."""
    count = len(tabu.place)
    for u in range(count):
        for v in range(count):
            tabu.far[u, v] = dense.distance[tabu.place[u], tabu.place[v]]
            tabu.far_back[v, u] = tabu.far[u, v]
    for u in range(count):
        for v in range(u):
            tabu.price[u, v] = swap_price(u, v, dense, tabu)
    tabu.back[:] = 0.0
    tabu.until[:] = 0.0
    tabu.counters[:] = 0.0
    tabu.best[:] = tabu.place


@njit(cache=True)
def _swap_columns(matrix, r, s):
    for k in range(len(matrix)):
        matrix[k, r], matrix[k, s] = matrix[k, s], matrix[k, r]


@njit(cache=True)
def _swap_lines(matrix, r, s):
    for k in range(len(matrix)):
        matrix[r, k], matrix[s, k] = matrix[s, k], matrix[r, k]
    _swap_columns(matrix, r, s)


@njit(cache=True)
def _forbid(r, s, back, until, first_until, second_until):
    """After `r` and `s` changed places, neither comes back before its iteration."""
    _swap_columns(back, r, s)
    back[r, s], back[s, r] = first_until, second_until
    for k in range(len(back)):
        until[max(k, r), min(k, r)] = min(back[k, r], back[r, k])
        until[max(k, s), min(k, s)] = min(back[k, s], back[s, k])


@njit(cache=True, fastmath=True)
def _update(r, s, flow, far, price, factor, work):
    """What changed in the prices of swaps that touch neither `r` nor `s`, after the two changed places: O(1) each."""
    flows, ways = work[0], work[1]
    for k in range(len(price)):
        flows[k] = factor * (flow[r, k] - flow[s, k])
        ways[k] = far[s, k] - far[r, k]
    for u in range(len(price)):
        mine, yours = flows[u], ways[u]
        for v in range(u):
            price[u, v] += (mine - flows[v]) * (yours - ways[v])


@njit(cache=True, fastmath=True)
def _products(r, s, flow, far, work):
    """Sums over k of flow[u, k] far[t, k] + flow[t, k] far[u, k] for both t, and of flow[u, k] far[u, k], by u."""
    for u in range(len(flow)):
        there_r, back_r, there_s, back_s, own = 0.0, 0.0, 0.0, 0.0, 0.0
        for k in range(len(flow)):
            there_r += flow[u, k] * far[r, k]
            back_r += flow[r, k] * far[u, k]
            there_s += flow[u, k] * far[s, k]
            back_s += flow[s, k] * far[u, k]
            own += flow[u, k] * far[u, k]
        work[0, u], work[1, u], work[2, u] = there_r + back_r, there_s + back_s, own


@njit(cache=True)
def _ways_anew(r, s, flow, far, price, factor, work):
    """Add the ways of one direction to the prices of swaps with `r` and `s`; the same sum as `_ways`, spread out."""
    _products(r, s, flow, far, work)
    for line, t in ((0, r), (1, s)):
        for k in range(len(price)):
            if k != t and (t == r or k != r):
                both = work[line, k] - work[2, k] - work[2, t]
                own = (flow[t, t] - flow[k, t]) * (far[k, t] - far[t, t])
                own += (flow[t, k] - flow[k, k]) * (far[k, k] - far[t, k])
                price[max(k, t), min(k, t)] += factor * (both - own)


@njit(cache=True, fastmath=True)
def _chosen(price, until, now, needed, start):
    """The best swap that is not tabu, or leads below `needed`; rows are looked at from `start` on, for equal prices."""
    count = len(price)
    best, row, is_free = 1e300, 0, False
    for turn in range(count):
        u = (start + turn) % count
        lowest, allowed = 1e300, 1e300
        for v in range(u):
            lowest = min(lowest, price[u, v])
            allowed = min(allowed, price[u, v] if until[u, v] <= now else 1e300)
        if lowest < min(needed, best):
            best, row, is_free = lowest, u, True
        if allowed < best:
            best, row, is_free = allowed, u, False
    for v in range(row):
        if price[row, v] == best and (is_free or until[row, v] <= now):
            return row, v
    return max(start, 1), 0


@njit(cache=True)
def search(dense, tabu, luck, least, spread):
    """Make as many swaps as `luck` has rows, each the best that is not tabu.

    Args:
        luck: three random numbers in [0, 1) for each iteration. least, spread: iterations for which a way back is tabu.
    """
    flow, flow_back, linear, is_symmetric = dense.flow, dense.flow_back, dense.linear, dense.is_symmetric
    place, far, far_back, price, back, until = tabu.place, tabu.far, tabu.far_back, tabu.price, tabu.back, tabu.until
    count, now, cost, best = len(place), tabu.counters[0], tabu.counters[1], tabu.counters[2]
    factor, work = 2.0 if is_symmetric else 1.0, np.zeros((3, count))
    for turn in range(len(luck)):
        now += 1.0
        r, s = _chosen(price, until, now, best - cost - 1e-9, int(luck[turn, 0] * count))
        cost += price[r, s]
        place[r], place[s] = place[s], place[r]
        _forbid(r, s, back, until, now + least + spread * luck[turn, 1], now + least + spread * luck[turn, 2])
        _swap_lines(far, r, s)
        _update(r, s, flow, far, price, factor, work)
        if not is_symmetric:
            _swap_lines(far_back, r, s)
            _update(r, s, flow_back, far_back, price, factor, work)
        for t in (r, s):
            for k in range(count):
                if k != t:
                    price[max(k, t), min(k, t)] = _apart(k, t, place, flow, far, linear)
        _ways_anew(r, s, flow, far, price, factor, work)
        if not is_symmetric:
            _ways_anew(r, s, flow_back, far_back, price, factor, work)
        if cost < best - 1e-9:
            best = cost
            tabu.best[:] = place
    tabu.counters[0], tabu.counters[1], tabu.counters[2] = now, cost, best
