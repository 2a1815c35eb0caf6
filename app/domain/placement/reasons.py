"""Why a step of a plan is worth its walk, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from app.domain.placement.distance import between_m
from app.domain.placement.plan import Plan, Step
from app.domain.placement.problem import NOWHERE, Floats, Ints, PlacementProblem

_PARTNERS_NAMED = 2
_NEARER_M = 0.05


class Trip(NamedTuple):
    """A holding, the slot it lies in now, and the slot it lies in at the end of the plan."""

    holding: int
    home: int
    final: int


@dataclass(frozen=True)
class Names:
    """Names of holdings, categories and slots, and how often a month each holding is fetched."""

    parts: Sequence[str]
    kinds: Sequence[str]
    slots: Sequence[str]
    fetched: Floats


def reason_of(problem: PlacementProblem, plan: Plan, step: Step, names: Names) -> str:
    """What speaks for this step once the whole plan is done."""
    if step.is_temporary:
        return "waits here while others change places"
    trip = Trip(step.holding, int(problem.holdings.slot[step.holding]), int(plan.layout[step.holding]))
    said = [
        _rule(problem, trip),
        _distance(problem, trip, names),
        _partners(problem, plan.layout, trip, names),
        _category(problem, plan.layout, trip, names),
    ]
    found = [text for text in said if text]
    return "; ".join(found) if found else _room(plan, trip.home, names)


def _rule(problem: PlacementProblem, trip: Trip) -> str | None:
    is_legal = problem.legal[problem.group[trip.holding], problem.slots.box[trip.home]]
    return None if is_legal else "its present box is not for such parts"


def _distance(problem: PlacementProblem, trip: Trip, names: Names) -> str | None:
    now, then = problem.slots.distance[trip.home], problem.slots.distance[trip.final]
    fetched = names.fetched[trip.holding]
    if then > now - _NEARER_M or fetched == 0:
        return None
    return f"{then:.1f} m instead of {now:.1f} m from the bench, fetched {fetched:.1f} times a month"


def _partners(problem: PlacementProblem, layout: Ints, trip: Trip, names: Names) -> str | None:
    """The holdings that it comes nearest to, by metres saved."""
    start, end = problem.affinity.start[trip.holding : trip.holding + 2]
    others = problem.affinity.other[start:end]
    placed = layout[others] != NOWHERE
    others, weight = others[placed], problem.affinity.weight[start:end][placed]
    box = problem.slots.box
    there = box[layout[others]]
    before = between_m(problem.boxes, np.full(len(others), box[trip.home]), there)
    after = between_m(problem.boxes, np.full(len(others), box[trip.final]), there)
    won = weight * (before - after)
    best = [int(k) for k in np.argsort(-won, kind="stable")[:_PARTNERS_NAMED] if won[k] > _NEARER_M]
    if not best or won.sum() <= 0:
        return None
    return f"nearer to {' and '.join(names.parts[others[k]] for k in best)}, fetched on the same walks"


def _category(problem: PlacementProblem, layout: Ints, trip: Trip, names: Names) -> str | None:
    """Said when it was the last of its kind where it lay and joins others."""
    kind, box = problem.holdings.asked.kind, problem.slots.box
    if kind[trip.holding] < 0 or box[trip.home] == box[trip.final]:
        return None
    alike = (kind == kind[trip.holding]) & (layout != NOWHERE)
    alike[trip.holding] = False
    boxes = box[layout[alike]]
    beside = int((boxes == box[trip.final]).sum())
    if not beside or (boxes == box[trip.home]).any():
        return None
    return f"beside {beside} more of type {names.kinds[kind[trip.holding]]}"


def _room(plan: Plan, home: int, names: Names) -> str:
    for other in plan.steps:
        if other.target == home and not other.is_temporary:
            return f"makes room for {names.parts[other.holding]}"
    return "completes the moves of others"
