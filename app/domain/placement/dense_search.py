"""Search of a dense problem: tabu search from layouts that are crossed over from the best ones.

A population of layouts, each improved by robust tabu search (Taillard 1991); two of them make a new one that keeps what
they have in common (Merz and Freisleben 2000; Benlic and Hao 2015), which is improved and takes the place of the worst.
When nothing new comes of them, all but the best are shuffled in part. Two layouts are always improved side by side,
by two threads where the caller lends them: one thread finds the same.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.domain.placement.dense import DenseProblem, Places
from app.domain.placement.dense_crossing import crossed, shuffled
from app.domain.placement.dense_tabu import TOGETHER, Each, Person, TabuSearch
from app.domain.placement.search import Budget, Progress

POPULATION = 10
_SHUFFLED = 0.8
"""Share of the items that lie elsewhere after a population is shuffled."""


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
    each: Each = map,
) -> DenseFound:
    """The best places met; the same for the same seed, unless the time was over first.

    Args:
        budget: swaps to look at; an iteration of the tabu search looks at all pairs of items.
        clock: seconds, such as `time.perf_counter`; called in this thread only, and so is the watcher.
        start: one of the layouts to begin with (random ones otherwise).
        each: `map` of a pool of two threads lets it use two cores; what it finds for a budget stays the same.
    """
    size = len(problem.flow)
    search = TabuSearch(problem, budget, clock, progress, each)
    search.meet(np.arange(size) if start is None else start.copy())
    _Evolution(search, np.random.default_rng(seed)).run(search.best)
    is_cut = 0 < search.swaps <= budget.evaluations - search.done
    return DenseFound(search.best, problem.cost(search.best), search.done, is_cut)


class _Evolution:
    """A population that is improved by a tabu search until that is over."""

    def __init__(self, search: TabuSearch, rng: np.random.Generator) -> None:
        self._search, self._rng = search, rng
        self._people: list[Person] = []

    def run(self, start: Places) -> None:
        """Begin with a layout and random ones."""
        layouts = [start, *(self._rng.permutation(len(start)) for _ in range(POPULATION - 1))]
        self._improve(layouts)
        idle = 0
        while not self._search.is_over:
            children = self._search.improved([self._child() for _ in range(TOGETHER)], self._rng)
            new = sum(self._take_in(child) for child in children)
            idle = 0 if new else idle + TOGETHER
            if idle > 2 * POPULATION:
                self._shuffle()
                idle = 0

    def _improve(self, layouts: list[Places]) -> None:
        """Add the best of what is met from each layout on."""
        for n in range(0, len(layouts), TOGETHER):
            if not self._search.is_over:
                self._people += self._search.improved(layouts[n : n + TOGETHER], self._rng)

    def _child(self) -> Places:
        one, other = self._rng.choice(len(self._people), 2, replace=False)
        return crossed(self._people[one][1], self._people[other][1], self._rng)

    def _take_in(self, child: Person) -> bool:
        """Put it in the place of the worst if it is better, and none is the same."""
        worst = max(range(len(self._people)), key=lambda n: self._people[n][0])
        is_better = child[0] < self._people[worst][0]
        is_new = all((child[1] != place).any() for _, place in self._people)
        if is_better and is_new:
            self._people[worst] = child
        return is_better and is_new

    def _shuffle(self) -> None:
        best, *others = sorted(self._people, key=lambda person: person[0])
        self._people = [best]
        self._improve([shuffled(place, _SHUFFLED, self._rng) for _, place in others])
