"""Where boxes stand, and how often a month each is fetched from in two layouts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import numpy as np

from app.domain.placement.problem import NOWHERE, Floats, Ints, PlacementProblem

_CLOSE = 1e-9
_WIDEST_STACK = 0.8
"""Share of the gap to the next place that the boxes of one place take when they are drawn beside each other."""


@dataclass(frozen=True)
class BoxVisits:
    """A box at `x_m`, `y_m`, `z_m` metres from the bench, and fetches a month from it before and after a plan.

    `drawn_x` is where a picture from above shows it: boxes that stand on each other lie side by side, lowest first.
    `level` counts from the lowest box of its place, which is 1.
    """

    box_no: int
    x_m: float
    y_m: float
    z_m: float
    before: float
    after: float
    level: int = 1
    drawn_x: float = 0.0

    @property
    def change(self) -> int:
        """1 when it is fetched from more often afterwards, -1 when less often, 0 when as often."""
        difference = self.after - self.before
        return 0 if abs(difference) <= _CLOSE else 1 if difference > 0 else -1


def box_visits(
    problem: PlacementProblem, numbers: Sequence[int], fetched: Floats, before: Ints, after: Ints
) -> tuple[BoxVisits, ...]:
    """All boxes of the problem, in the order in which a picture shows them.

    Args:
        numbers: the number of each box. fetched: fetches a month of each holding.
        before, after: the slot of every holding, or `NOWHERE`.
    """
    boxes = problem.boxes
    now, then = _visits(problem, fetched, before), _visits(problem, fetched, after)
    found = [
        BoxVisits(
            number, float(boxes.x[box]), float(boxes.y[box]), float(boxes.z[box]), float(now[box]), float(then[box])
        )
        for box, number in enumerate(numbers)
    ]
    return _side_by_side(sorted(found, key=lambda box: (*_place(box), box.z_m, box.box_no)))


def _visits(problem: PlacementProblem, fetched: Floats, slot: Ints) -> Floats:
    placed = slot != NOWHERE
    box = problem.slots.box[slot[placed]]
    return np.bincount(box, weights=fetched[placed], minlength=len(problem.boxes.x)).astype(np.float64)


def _side_by_side(boxes: list[BoxVisits]) -> tuple[BoxVisits, ...]:
    stacks = [list(stack) for _, stack in groupby(boxes, _place)]
    places = sorted({stack[0].x_m for stack in stacks})
    gap = min((right - left for left, right in pairwise(places)), default=1.0)
    step = gap * _WIDEST_STACK / max((len(stack) for stack in stacks), default=1)
    return tuple(
        replace(box, level=level, drawn_x=box.x_m + (level - 1) * step)
        for stack in stacks
        for level, box in enumerate(stack, start=1)
    )


def _place(box: BoxVisits) -> tuple[float, float]:
    return box.x_m, box.y_m
