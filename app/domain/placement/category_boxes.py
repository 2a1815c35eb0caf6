"""Over how many boxes each category is scattered, before and after a plan."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.placement.problem import NOWHERE, Ints, PlacementProblem


@dataclass(frozen=True)
class CategoryBoxes:
    """Boxes that hold something of a category, before and after."""

    name: str
    before: int
    after: int


def category_boxes(
    problem: PlacementProblem, names: Sequence[str], before: Ints, after: Ints
) -> tuple[CategoryBoxes, ...]:
    """Categories that lie somewhere, by name.

    Args:
        names: name of each category code. before, after: the slot of every holding, or `NOWHERE`.
    """
    now, then = _boxes(problem, before, len(names)), _boxes(problem, after, len(names))
    return tuple(
        CategoryBoxes(name, int(now[kind]), int(then[kind]))
        for kind, name in enumerate(names)
        if now[kind] or then[kind]
    )


def _boxes(problem: PlacementProblem, slot: Ints, kinds: int) -> NDArray[np.int64]:
    kind = problem.holdings.asked.kind
    counted = (slot != NOWHERE) & (kind >= 0)
    pairs = np.stack([kind[counted], problem.slots.box[slot[counted]]], axis=1)
    return np.bincount(np.unique(pairs, axis=0)[:, 0], minlength=kinds).astype(np.int64)
