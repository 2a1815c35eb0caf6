"""Are categories kept together when that is dear, and is a plan soon made anew after a small change?"""

import os
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from app.domain.placement.best_start import best_start
from app.domain.placement.cost import terms_of
from app.domain.placement.problem import Ints, PlacementProblem
from app.domain.placement.search import Budget, improve
from app.domain.placement.starts import same_type_first, usage_sorted
from app.domain.placement.weights import Weights
from tests.benchmarks.figure import Figure
from tests.benchmarks.made_layout import PARTS, made_problem
from tests.benchmarks.pinned import pinned as on_one_core

KEY = "P7"
SECONDS = float(os.environ.get("BINSIGHT_BENCH_WHOLE_SECONDS", "60"))
WARM_SECONDS = (1.0, 2.0, 4.0, 6.0, 12.0)
CHANGED = 0.01
HEAVY = 1000.0
"""Metres for each further box of a category: scattering is then most of what the predecessor's layout costs."""
TITLE = (
    f"P7, P12: the made warehouse of {PARTS:,} parts, one pinned core, one thread. With {HEAVY:g} m for each further "
    f"box of a category: boxes per category and cost after {SECONDS:g} s, as shares of the predecessor's rule. "
    f"With usual weights: {CHANGED:.0%} of the parts get other walks after a search of {SECONDS:g} s; seconds that a "
    "search from the old layout needs to come within 0.5 % of what a search as long as the first finds from the "
    "usage-sorted one (infinite: more than the longest tried). `BINSIGHT_BENCH_WHOLE_SECONDS` shortens the long ones."
)
USUAL = Weights(handling=0.0, horizon_months=1e9)
EVALUATIONS_A_SECOND = 2_000_000
"""About what one quiet core makes; on a slower one the time decides."""


def measure(repeats: int) -> list[Figure]:
    """Ratios and seconds, measured once."""
    with TemporaryDirectory() as folder:
        found = on_one_core(__name__, Path(folder))
    warm = [seconds for seconds in WARM_SECONDS if found[f"warm {seconds}"] <= 1.005 * found["cold"]]
    return [
        Figure("heavy: boxes per category / predecessor's rule", (found["boxes"],), "x", 0.40),
        Figure("heavy: cost / predecessor's rule", (found["cost"],), "x", 0.29),
        Figure("after a change: search that reaches the cold cost + 0.5 %", (min(warm, default=np.inf),), "s", 6.0),
        *(
            Figure(f"after a change, {seconds:g} s: cost / cold cost", (found[f"warm {seconds}"] / found["cold"],), "x")
            for seconds in WARM_SECONDS
        ),
    ]


def pinned(folder: Path, repeats: int) -> dict[str, float]:
    """Costs and boxes in this process."""
    problem = made_problem()
    by_usage = usage_sorted(problem)
    improve(problem, USUAL, by_usage, Budget(1), seed=1, clock=perf_counter)
    return _heavy(problem) | _warm(problem, by_usage)


def _heavy(problem: PlacementProblem) -> dict[str, float]:
    weights = replace(USUAL, spread=HEAVY)
    rule = same_type_first(problem)
    began = perf_counter()
    start = best_start(problem, weights, seed=1, clock=perf_counter)
    left = SECONDS - (perf_counter() - began)
    ours = _searched(problem, weights, start.slot, left, is_ordered=start.is_ordered)
    return {
        "boxes": _boxes(problem, ours) / _boxes(problem, rule),
        "cost": terms_of(problem, ours, weights).total / terms_of(problem, rule, weights).total,
    }


def _warm(problem: PlacementProblem, by_usage: Ints) -> dict[str, float]:
    old = _searched(problem, USUAL, by_usage, SECONDS)
    rng, walks = np.random.default_rng(7), problem.holdings.walks.copy()
    changed = rng.choice(len(walks), int(CHANGED * len(walks)), replace=False)
    walks[changed] = rng.permutation(walks[changed])
    problem = replace(problem, holdings=replace(problem.holdings, walks=walks))
    cold = _searched(problem, USUAL, usage_sorted(problem), SECONDS)
    found = {"cold": terms_of(problem, cold, USUAL).total}
    for seconds in WARM_SECONDS:
        layout = _searched(problem, USUAL, old, seconds, is_ordered=True)
        found[f"warm {seconds}"] = terms_of(problem, layout, USUAL).total
    return found


def _searched(
    problem: PlacementProblem, weights: Weights, start: Ints, seconds: float, *, is_ordered: bool = False
) -> Ints:
    budget = Budget(int(EVALUATIONS_A_SECOND * seconds), seconds)
    return improve(problem, weights, start, budget, seed=1, clock=perf_counter, is_ordered=is_ordered).slot


def _boxes(problem: PlacementProblem, slot: Ints) -> float:
    """Boxes in which a category lies, on average."""
    kind = problem.holdings.asked.kind
    pairs = np.unique(np.stack([kind, problem.slots.box[slot]], axis=1), axis=0)
    return len(pairs) / len(np.unique(kind))
