"""Chains and cycles of moves: the pieces of a plan that can be done on their own."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from app.domain.placement.distance import between_m
from app.domain.placement.problem import NOWHERE, Flags, Ints, Numbers, PlacementProblem


@dataclass(frozen=True)
class Unit:
    """Moves that hang together, in the order in which they are done.

    Attributes:
        holdings: in order of their moves. targets: the slot each goes to. origins: the slot each comes from.
        is_cycle: the last one goes where the first one lay.
        goes_first: it parks where another piece ends, so that it has to be done before that one.
        parking: for a cycle, a free slot in which the first one may wait; `NOWHERE` when there is none.
    """

    holdings: tuple[int, ...]
    targets: tuple[int, ...]
    origins: tuple[int, ...]
    is_cycle: bool = False
    parking: int = NOWHERE
    goes_first: bool = False

    @property
    def is_possible(self) -> bool:
        """A cycle needs a free slot."""
        return not self.is_cycle or self.parking != NOWHERE

    @property
    def steps(self) -> int:
        """One for each move, and one more for a cycle."""
        return len(self.holdings) + self.is_cycle

    def carries(self) -> Iterator[tuple[int, int, bool]]:
        """Holding, slot, and whether it is there for a while only."""
        moves = list(zip(self.holdings, self.targets, strict=True))
        if not self.is_cycle:
            yield from ((holding, slot, False) for holding, slot in moves)
            return
        first, last_slot = moves[0]
        yield first, self.parking, True
        yield from ((holding, slot, False) for holding, slot in moves[1:])
        yield first, last_slot, False

    def shortened(self) -> "Unit | None":
        """A chain without its last move, which no other waits for; None when nothing would be left."""
        if self.is_cycle or len(self.holdings) == 1:
            return None
        return replace(self, holdings=self.holdings[:-1], targets=self.targets[:-1], origins=self.origins[:-1])


def units_of(problem: PlacementProblem, target: Ints) -> list[Unit]:
    """The pieces of the way to `target`, by the first holding of each."""
    home = problem.holdings.slot
    moved = (target != home) & (target != NOWHERE)
    home_at = np.full(len(problem.slots.box), NOWHERE, dtype=np.int64)
    placed = np.flatnonzero(home != NOWHERE)
    home_at[home[placed]] = placed
    coming = np.full(len(problem.slots.box), NOWHERE, dtype=np.int64)
    coming[target[moved]] = np.flatnonzero(moved)
    free = problem.open_slots & (home_at == NOWHERE)
    still_free = free & (coming == NOWHERE)
    seen = np.zeros(len(home), dtype=bool)
    units = []
    for first in np.flatnonzero(moved):
        follower = home_at[target[first]]
        if not seen[first] and (follower == NOWHERE or not moved[follower]):
            chain = _backwards(int(first), home, coming, seen)
            units.append(_unit(chain, target, home))
    for first in np.flatnonzero(moved & ~seen):
        if not seen[first]:
            cycle = _backwards(int(first), home, coming, seen)
            opened = _opened(problem, cycle, target, still_free)
            units.append(opened if opened.is_possible else _opened(problem, cycle, target, free, goes_first=True))
    return units


def _backwards(last: int, home: Ints, coming: Numbers, seen: Flags) -> list[int]:
    """`last`, then whoever goes where it lay, and so on."""
    found, holding = [], last
    while holding != NOWHERE and not seen[holding]:
        seen[holding] = True
        found.append(holding)
        holding = int(coming[home[holding]]) if home[holding] != NOWHERE else NOWHERE
    return found


def _unit(order: list[int], target: Ints, home: Ints) -> Unit:
    return Unit(tuple(order), tuple(int(target[h]) for h in order), tuple(int(home[h]) for h in order))


def _opened(
    problem: PlacementProblem, cycle: list[int], target: Ints, free: Flags, *, goes_first: bool = False
) -> Unit:
    """The cycle, begun by the holding for which a legal free slot lies nearest to its own and its new slot."""
    home, slots = problem.holdings.slot, problem.slots
    free_slots = np.flatnonzero(free)
    best, begin, parking = np.inf, 0, NOWHERE
    for turn, holding in enumerate(cycle):
        usable = free_slots[problem.legal[problem.group[holding], slots.box[free_slots]]]
        if len(usable):
            way = _way(problem, int(home[holding]), usable) + _way(problem, int(target[holding]), usable)
            at = int(np.argmin(way))
            if way[at] < best:
                best, begin, parking = float(way[at]), turn, int(usable[at])
    order = cycle[begin:] + cycle[:begin]
    return replace(_unit(order, target, home), is_cycle=True, parking=parking, goes_first=goes_first)


def _way(problem: PlacementProblem, slot: int, others: Numbers) -> np.ndarray:
    box = problem.slots.box
    return between_m(problem.boxes, np.full(len(others), box[slot]), box[others])
