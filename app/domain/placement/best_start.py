"""Where a search of whole layouts begins."""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.placement.box_exchange import with_boxes_exchanged
from app.domain.placement.cost import terms_of
from app.domain.placement.problem import Ints, PlacementProblem
from app.domain.placement.starts import by_class, usage_sorted
from app.domain.placement.weights import Weights

_CLASSES = (1, 2, 3, 4, 8, 16)
"""Numbers of classes of usage tried."""


@dataclass(frozen=True)
class Start:
    """A layout, and whether it has an order that a hot search would lose and not find again."""

    slot: Ints
    is_ordered: bool


def best_start(problem: PlacementProblem, weights: Weights, *, seed: int, clock: Callable[[], float]) -> Start:
    """The cheapest of the usage-sorted layout and those by class.

    Where categories weigh much, a search from the first would have to gather them one part at a time. Those by class
    have them together, but anywhere; so whole boxes change places first.
    """
    by_usage = usage_sorted(problem)
    layouts = [by_usage, *(by_class(problem, classes) for classes in _CLASSES)]
    best = min(layouts, key=lambda slot: terms_of(problem, slot, weights).total)
    if best is by_usage:
        return Start(best, is_ordered=False)
    return Start(with_boxes_exchanged(problem, weights, best, seed=seed, clock=clock), is_ordered=True)
