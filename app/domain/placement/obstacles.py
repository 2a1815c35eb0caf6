"""Why something finds no slot: which rule binds, and what would free it."""

from dataclasses import dataclass

import numpy as np

from app.contracts.vocabulary import SIZE_CLASSES, STORAGE_PROPERTIES
from app.domain.placement.feasibility import most_placed
from app.domain.placement.problem import NOWHERE, Ints, PlacementProblem
from app.domain.placement.rules import Asked, fits_kind, fits_needs, fits_size


@dataclass(frozen=True)
class Obstacle:
    """Holdings with one demand of which `missing` find no slot; `cause` and `remedy` are for people."""

    holdings: Ints
    missing: int
    cause: str
    remedy: str


def obstacles(problem: PlacementProblem) -> list[Obstacle]:
    """One entry for each demand that cannot be met in full; empty when everything fits."""
    flow = most_placed(problem, problem.movable, problem.open_slots)
    found = []
    for group in np.flatnonzero(flow.missing):
        members = np.flatnonzero(problem.movable & (problem.group == group))
        found.append(_explained(problem, members.astype(np.int32), int(flow.missing[group])))
    return found


def _explained(problem: PlacementProblem, members: Ints, missing: int) -> Obstacle:
    asked = problem.holdings.asked
    one = Asked(asked.size[members[:1]], asked.needs[members[:1]], asked.kind[members[:1]])
    offered, box = problem.boxes.offered, problem.slots.box
    size, needs, kind = (rule(one, offered)[0] for rule in (fits_size, fits_needs, fits_kind))
    may_use = size & needs & kind
    usable, locked = problem.open_slots & may_use[box], problem.slots.locked & may_use[box]
    demand = _demand(one)
    cause = (
        f"{missing} of {len(members)} {demand} find no slot: {int(usable.sum())} slots may take them, "
        "and others need those too"
        if usable.any()
        else f"{missing} {demand} find no slot: {_binding(size, needs, kind, locked=bool(locked.any()))}"
    )
    freed = {
        "unlocking slots": int(locked.sum()),
        "letting boxes take any type": int((problem.open_slots & (size & needs & ~kind)[box]).sum()),
        "storage with these properties in boxes that have none": int(
            (problem.open_slots & (size & ~needs & kind)[box]).sum()
        ),
    }
    ways = [f"{what} ({count} slots)" for what, count in freed.items() if count]
    return Obstacle(members, missing, cause, f"It helps to add a box for them{''.join(f', or {way}' for way in ways)}.")


def _binding(size: np.ndarray, needs: np.ndarray, kind: np.ndarray, *, locked: bool) -> str:
    if locked:
        return "every slot that fits is locked or holds what stays"
    if not size.any():
        return "no box is large enough"
    if not needs.any():
        return "no box offers what they need"
    if not (size & needs).any():
        return "no box that is large enough offers what they need"
    if not (size & needs & kind).any():
        return "every box that fits is meant for another type"
    return "every slot that fits holds what stays"


def _demand(asked: Asked) -> str:
    needs = [word for bit, word in enumerate(STORAGE_PROPERTIES) if int(asked.needs[0]) >> bit & 1]
    return " ".join([SIZE_CLASSES[int(asked.size[0])], *needs, "parts"])


def unplaced(problem: PlacementProblem, slot: Ints) -> Ints:
    """Holdings that may move and lie nowhere, or where a rule forbids it."""
    return np.flatnonzero(problem.movable & ((slot == NOWHERE) | problem.misplaced(slot))).astype(np.int32)
