"""A layout that changes move by move, and what each change is worth; exact, by the compiled deltas of the search."""

from collections.abc import Sequence

import numpy as np

from app.domain.placement import kernels
from app.domain.placement.plan_units import Unit
from app.domain.placement.problem import Ints, PlacementProblem
from app.domain.placement.search_tables import layout_of, tables_of
from app.domain.placement.weights import Weights


class LayoutCost:
    """Begins with a layout; its methods change it and answer in metres a month.

    Values of units count the moving and what lies against the rules; savings of single carries are walking only.
    """

    def __init__(self, problem: PlacementProblem, weights: Weights, slot: Ints) -> None:
        self._tables = tables_of(problem, weights, slot)
        self._recurring = self._tables._replace(costs=self._tables.costs * np.array([1.0, 0.0, 1.0, 1.0, 0.0]))
        self._state = layout_of(problem, slot, seed=0)

    @property
    def layout(self) -> Ints:
        """The slot of every holding now."""
        return self._state.slot

    def loss_without(self, unit: Unit) -> float:
        """What would be lost if the unit, which is done, were not."""
        lost = self.take_back(unit)
        self.put_forward(unit)
        return lost

    def gain_with(self, unit: Unit) -> float:
        """What would be won if the unit were done."""
        won = -self.put_forward(unit)
        self.take_back(unit)
        return won

    def take_back(self, unit: Unit) -> float:
        """Undo a unit; returns the change of cost."""
        return self._shift(unit.holdings, unit.origins)

    def put_forward(self, unit: Unit) -> float:
        """Do a unit; returns the change of cost."""
        return self._shift(unit.holdings, unit.targets)

    def carry(self, holding: int, slot: int) -> float:
        """Carry one holding into a free slot; returns the walking that it saves a month."""
        return -float(kernels.shift(self._recurring, self._state, np.array([holding]), np.array([slot])))

    def _shift(self, holdings: Sequence[int], slots: Sequence[int]) -> float:
        return float(kernels.shift(self._tables, self._state, np.array(holdings), np.array(slots)))
