"""Search of a dense problem: tabu search from layouts that are crossed over from the best ones.

A population of layouts, each improved by robust tabu search (Taillard 1991); two of them make a new one that keeps what
they have in common (Merz and Freisleben 2000; Benlic and Hao 2015), which is improved and takes the place of the worst.
When nothing new comes of them, all but the best are shuffled in part.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.domain.placement import dense_kernels
from app.domain.placement.dense import DenseProblem, Places
from app.domain.placement.dense_crossing import crossed, shuffled
from app.domain.placement.search import Budget, Progress

POPULATION = 10
_TIMES_ITEMS, _FOR_ALL_SIZES = 100, 100_000
"""Iterations of tabu search for each new layout: at most so many for each item, and so many divided by the items."""
_AT_ONCE = 20_000_000
"""Swaps looked at between two looks at the clock: about 20 ms."""
_SHUFFLED = 0.8
"""Share of the items that lie elsewhere after a population is shuffled."""
_TENURE, _TENURE_SPREAD = 0.9, 0.2
"""Iterations, in items, for which a way back is tabu, at least and how much more at most."""


@dataclass(frozen=True)
class DenseFound:
    """The place of each item, the cost, swaps looked at, and whether time or the watcher ended the search early."""

    place: Places
    cost: float
    evaluations: int
    was_cut: bool


def solve(
    problem: DenseProblem,
    budget: Budget,
    *,
    seed: int,
    clock: Callable[[], float],
    progress: Progress | None = None,
    start: Places | None = None,
) -> DenseFound:
    """The best places met; the same for the same seed, unless the time was over first.

    Args:
        budget: swaps to look at; an iteration of the tabu search looks at all pairs of items.
        start: one of the layouts to begin with (random ones otherwise).
    """
    size = len(problem.flow)
    run = _Run(problem, budget, clock, progress, np.random.default_rng(seed))
    place = run.best_from(np.arange(size) if start is None else start)
    return DenseFound(place, problem.cost(place), run.done, was_cut=0 < run.pairs <= budget.evaluations - run.done)


class _Run:
    """One search: the tabu search in pieces, and the best so far."""

    def __init__(
        self,
        problem: DenseProblem,
        budget: Budget,
        clock: Callable[[], float],
        progress: Progress | None,
        rng: np.random.Generator,
    ) -> None:
        self._problem, self._budget, self._clock, self._progress, self._rng = problem, budget, clock, progress, rng
        size = len(problem.flow)
        self.pairs = size * (size - 1) // 2
        self._tabu = dense_kernels.tabu_of(problem.tables)
        self._began = clock()
        self._is_over = budget.evaluations < self.pairs or size < 2
        self.done = 0

    def best_from(self, start: Places) -> Places:
        """The best places met when the budget is spent."""
        self._best, self._best_cost = start.copy(), self._problem.cost(start)
        people = [] if self._is_over else [self._improved(start)]
        while not self._is_over and len(people) < POPULATION:
            people.append(self._improved(self._rng.permutation(len(start))))
        self._evolve(people)
        return self._best

    def _evolve(self, people: list[tuple[float, Places]]) -> None:
        idle = 0
        while not self._is_over:
            one, other = self._rng.choice(len(people), 2, replace=False)
            child = self._improved(crossed(people[one][1], people[other][1], self._rng))
            worst = max(range(len(people)), key=lambda n: people[n][0])
            is_new = all((child[1] != place).any() for _, place in people)
            if is_new and child[0] < people[worst][0]:
                people[worst] = child
                idle = 0
            else:
                idle += 1
            if idle > 2 * POPULATION:
                self._shuffle(people)
                idle = 0

    def _shuffle(self, people: list[tuple[float, Places]]) -> None:
        people.sort(key=lambda person: person[0])
        for n in range(1, len(people)):
            if self._is_over:
                return
            people[n] = self._improved(shuffled(people[n][1], _SHUFFLED, self._rng))

    def _improved(self, place: Places) -> tuple[float, Places]:
        """The best that tabu search meets from a layout on."""
        tabu, size = self._tabu, len(place)
        tabu.place[:] = place
        dense_kernels.begin(self._problem.tables, tabu)
        left = max(min(_TIMES_ITEMS * size, _FOR_ALL_SIZES // size), size)
        piece = max(_AT_ONCE // self.pairs, 1)
        while left > 0 and not self._is_over:
            turns = min(left, piece, (self._budget.evaluations - self.done) // self.pairs)
            dense_kernels.search(
                self._problem.tables, tabu, self._rng.random((turns, 3)), int(_TENURE * size), int(_TENURE_SPREAD * size) + 1
            )
            left -= turns
            self.done += turns * self.pairs
            self._look_up()
        found = tabu.best.copy()
        cost = self._problem.cost(found)
        if cost < self._best_cost:
            self._best, self._best_cost = found, cost
        return cost, found

    def _look_up(self) -> None:
        share = self.done / self._budget.evaluations
        if self._budget.seconds is not None:
            share = max(share, (self._clock() - self._began) / self._budget.seconds)
        is_spent = share >= 1.0 or self._budget.evaluations - self.done < self.pairs
        is_stopped = self._progress is not None and not self._progress(min(share, 1.0))
        self._is_over = is_spent or is_stopped
