"""Plans: at most K steps from the layout as it is towards a better one, each of which can be done by hand at once.

A step carries one holding into a slot that is free by then. Holdings whose targets are each other's slots form chains,
which end in a free slot, and cycles; a cycle is opened by one more step that parks one of its holdings in a free slot
where that may lie.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np

from app.domain.placement.layout_cost import LayoutCost
from app.domain.placement.plan_units import Unit, units_of
from app.domain.placement.problem import NOWHERE, Ints, PlacementProblem
from app.domain.placement.weights import Weights

_CLOSE = 1e-9
"""Metres a month that are nothing."""


@dataclass(frozen=True)
class Step:
    """Carry holding `holding` from slot `origin` to slot `target`.

    `saving` is what the layout costs less a month after this step than before it, moving and what lies against the
    rules not counted; a step into a temporary slot has none, and the step out of it has that of both.
    """

    holding: int
    origin: int
    target: int
    saving: float
    is_temporary: bool = False


@dataclass(frozen=True)
class Plan:
    """Steps in order, and the layout after them."""

    steps: tuple[Step, ...]
    layout: Ints

    @property
    def saving(self) -> float:
        """Metres a month."""
        return sum(step.saving for step in self.steps)


def plan_towards(problem: PlacementProblem, weights: Weights, target: Ints, most_steps: int) -> Plan:
    """The steps towards `target` that are worth most, at most `most_steps` of them.

    Units (chains from their free end, cycles) that bring least per step are given up one after the other until the rest
    fits and each pays for its moving; what remains is ordered so that the most valuable comes first.
    """
    cost = LayoutCost(problem, weights, target)
    units = _kept(cost, units_of(problem, target), most_steps)
    return _ordered(problem, weights, units)


def plan_of_moves(problem: PlacementProblem, weights: Weights, moves: Mapping[int, int]) -> tuple[Plan, dict[int, int]]:
    """The plan that brings the given holdings to the given slots, and the moves that cannot be done.

    Args:
        moves: slot by holding; any subset of the moves of a plan, for example.

    Returns:
        The plan, and for each holding that cannot reach its slot the holding that lies in the way (or itself, when its
        slot may not take it, or no slot is free to open its cycle).
    """
    target = problem.holdings.slot.copy()
    blocked: dict[int, int] = {}
    for holding, slot in moves.items():
        if _may_go(problem, holding, slot):
            target[holding] = slot
        else:
            blocked[holding] = holding
    _give_way(problem, target, blocked)
    units = units_of(problem, target)
    for unit in units:
        if not unit.is_possible:
            blocked |= {holding: holding for holding in unit.holdings}
    return _ordered(problem, weights, [unit for unit in units if unit.is_possible]), blocked


def _may_go(problem: PlacementProblem, holding: int, slot: int) -> bool:
    is_legal = problem.legal[problem.group[holding], problem.slots.box[slot]]
    return bool(problem.movable[holding] and problem.open_slots[slot] and is_legal)


def _give_way(problem: PlacementProblem, target: Ints, blocked: dict[int, int]) -> None:
    """Who would come to a slot that somebody keeps stays at home; which may keep the next one from coming."""
    home = problem.holdings.slot
    while True:
        keeper = np.full(len(problem.slots.box), NOWHERE, dtype=np.int64)
        staying = np.flatnonzero((target == home) & (home != NOWHERE))
        keeper[home[staying]] = staying
        moved = np.flatnonzero(target != home)
        refused = {int(h): int(keeper[target[h]]) for h in moved if keeper[target[h]] != NOWHERE}
        refused |= _doubled([int(h) for h in moved if int(h) not in refused], target)
        if not refused:
            return
        target[list(refused)] = home[list(refused)]
        blocked |= refused


def _doubled(moved: Iterable[int], target: Ints) -> dict[int, int]:
    """Holdings that would come to a slot that an earlier one comes to as well."""
    first: dict[int, int] = {}
    return {h: first[int(target[h])] for h in moved if first.setdefault(int(target[h]), h) != h}


def _kept(cost: LayoutCost, units: list[Unit], most_steps: int) -> list[Unit]:
    """Units that stay when those of least value per step are given up; the layout of `cost` follows."""
    for unit in units:
        if not unit.is_possible:
            cost.take_back(unit)
    kept = {number: unit for number, unit in enumerate(units) if unit.is_possible}
    steps = sum(unit.steps for unit in kept.values())
    queue = [(cost.loss_without(unit) / unit.steps, number) for number, unit in kept.items()]
    heapify(queue)
    while queue:
        known, number = heappop(queue)
        unit = kept[number]
        fresh = cost.loss_without(unit) / unit.steps
        if queue and fresh > max(known, queue[0][0]) + _CLOSE:
            heappush(queue, (fresh, number))
            continue
        if steps <= most_steps and fresh > _CLOSE:
            break
        cost.take_back(unit)
        steps -= unit.steps
        shorter = unit.shortened()
        if shorter is None:
            del kept[number]
            continue
        cost.put_forward(shorter)
        kept[number] = shorter
        steps += shorter.steps
        heappush(queue, (cost.loss_without(shorter) / shorter.steps, number))
    return list(kept.values())


def _ordered(problem: PlacementProblem, weights: Weights, units: list[Unit]) -> Plan:
    """All units, the one that saves most per step next, as single steps with what each saves."""
    cost = LayoutCost(problem, weights, problem.holdings.slot)
    steps = [step for unit in units if unit.goes_first for step in _carried(cost, unit)]
    left = {number: unit for number, unit in enumerate(units) if not unit.goes_first}
    queue = [(-cost.gain_with(unit) / unit.steps, number) for number, unit in left.items()]
    heapify(queue)
    while queue:
        known, number = heappop(queue)
        fresh = -cost.gain_with(left[number]) / left[number].steps
        if queue and fresh > max(known, queue[0][0]) + _CLOSE:
            heappush(queue, (fresh, number))
            continue
        steps.extend(_carried(cost, left[number]))
    return Plan(tuple(steps), cost.layout)


def _carried(cost: LayoutCost, unit: Unit) -> list[Step]:
    """The steps of one unit, done one after the other on the layout of `cost`."""
    done: list[Step] = []
    parked = 0.0
    for holding, target, is_temporary in unit.carries():
        origin = int(cost.layout[holding])
        saving = cost.carry(holding, target)
        if is_temporary:
            parked = saving
            done.append(Step(holding, origin, target, 0.0, is_temporary=True))
        elif done and done[0].is_temporary and holding == done[0].holding:
            done.append(Step(holding, origin, target, saving + parked))
        else:
            done.append(Step(holding, origin, target, saving))
    return done
