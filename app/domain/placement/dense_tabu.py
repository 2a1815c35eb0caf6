"""Tabu search from several layouts of a dense problem side by side, within a budget."""

import math
from collections.abc import Callable, Iterable

import numpy as np

from app.domain.placement import dense_kernels
from app.domain.placement.dense import DenseProblem, Places
from app.domain.placement.search import Budget, Progress

Each = Callable[..., Iterable[object]]
"""Like `map`; may call the function in several threads, as `map` of a `ThreadPoolExecutor` does."""
Person = tuple[float, Places]
"""A layout after its cost."""

TOGETHER = 2
"""Layouts improved side by side."""
_TIMES_ITEMS, _FOR_ALL_SIZES = 100, 100_000
"""Iterations from each layout: at most so many for each item, and so many divided by the items."""
_AT_ONCE = 10_000_000
"""Swaps of one layout looked at between two looks at the clock: 10 to 40 ms."""
_TENURE, _TENURE_SPREAD = 0.9, 0.2
"""Iterations, in items, for which a way back is tabu, at least and how much more at most."""


class TabuSearch:
    """Improves layouts until a budget is spent.

    Attributes:
        best: the best places met in all. done: swaps looked at. is_over: whether budget, time or watcher end it.
        swaps: those of one iteration from all layouts.
    """

    def __init__(
        self, problem: DenseProblem, budget: Budget, clock: Callable[[], float], progress: Progress | None, each: Each
    ) -> None:
        self._problem, self._budget, self._clock, self._progress, self._each = problem, budget, clock, progress, each
        self._size = len(problem.flow)
        self._pairs = self._size * (self._size - 1) // 2
        self._tabus = [dense_kernels.tabu_of(problem.tables) for _ in range(TOGETHER)]
        self._began = clock()
        self._best_cost = np.inf
        self.swaps = TOGETHER * self._pairs
        self.done = 0
        self.is_over = budget.evaluations < self.swaps or self._size < 2

    def meet(self, place: Places) -> Person:
        """A layout with its cost, which may be the best."""
        cost = self._problem.cost(place)
        if cost < self._best_cost:
            self.best, self._best_cost = place, cost
        return cost, place

    def improved(self, places: list[Places], rng: np.random.Generator) -> list[Person]:
        """The best met from each of at most `TOGETHER` layouts on."""
        tables, tabus = self._problem.tables, self._tabus[: len(places)]
        for tabu, place in zip(tabus, places, strict=True):
            tabu.place[:] = place
        list(self._each(lambda tabu: dense_kernels.begin(tables, tabu), tabus))
        tenure, spread = math.ceil(_TENURE * self._size), int(_TENURE_SPREAD * self._size) + 1
        left = max(min(_TIMES_ITEMS * self._size, _FOR_ALL_SIZES // self._size), self._size)
        piece = max(_AT_ONCE // self._pairs, 1)
        while left > 0 and not self.is_over:
            turns = min(left, piece, (self._budget.evaluations - self.done) // self.swaps)
            luck = rng.random((len(tabus), turns, 3))
            list(self._each(lambda tabu, mine: dense_kernels.search(tables, tabu, mine, tenure, spread), tabus, luck))
            left -= turns
            self.done += turns * self._pairs * len(tabus)
            self._look_up()
        return [self.meet(tabu.best.copy()) for tabu in tabus]

    def _look_up(self) -> None:
        share = self.done / self._budget.evaluations
        if self._budget.seconds is not None:
            share = max(share, (self._clock() - self._began) / self._budget.seconds)
        is_spent = share >= 1.0 or self._budget.evaluations - self.done < self.swaps
        is_stopped = self._progress is not None and not self._progress(min(share, 1.0))
        self.is_over = is_spent or is_stopped
