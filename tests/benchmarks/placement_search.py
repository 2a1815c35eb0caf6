"""Does the search find layouts that are worth it, within its time, and does it keep the rules?"""

import os
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from app.domain.placement.cost import terms_of
from app.domain.placement.obstacles import unplaced
from app.domain.placement.problem import Ints, PlacementProblem
from app.domain.placement.rules import Asked, Offered
from app.domain.placement.search import Budget, improve
from app.domain.placement.starts import same_type_first, usage_sorted
from app.domain.placement.weights import Weights
from tests.benchmarks.figure import Figure
from tests.benchmarks.made_layout import PARTS, made_problem
from tests.benchmarks.pinned import peak_mebibytes
from tests.benchmarks.pinned import pinned as on_one_core

KEY = "P5"
TITLE = (
    f"P5, P6, P8: a made warehouse of {PARTS:,} parts in 1,020 slots for every 1,000 parts (see "
    "`tests/benchmarks/made_layout.py`), one pinned core, one thread. Cost (walking, co-use, category spread) of the "
    "layout found within the time, as a share of the cost of the usage-sorted layout and of the predecessor's rule "
    "(same type, designated box, first free slot; kept to sizes and needs, others make room for what that leaves out); "
    "and how many parts lie nowhere or where a rule forbids it. The predecessor itself knew neither sizes nor needs; "
    f"the last share takes its rule so, with the usual {Weights().misplaced:,.0f} m for each part that it misplaces. "
    "The search begins usage-sorted; times do not count reading and compiling."
)
SECONDS = tuple(float(text) for text in os.environ.get("BINSIGHT_BENCH_SECONDS", "10,60,240").split(","))
LIMITS = {10.0: 0.56, 60.0: 0.52, 240.0: 0.505}
EVALUATIONS_A_SECOND = 2_000_000
"""About what one quiet core makes; on a slower one the time decides."""
STANDING = Weights(handling=0.0, horizon_months=1e9)


def measure(repeats: int) -> list[Figure]:
    """Ratios after each time, measured once."""
    with TemporaryDirectory() as folder:
        found = on_one_core(__name__, Path(folder))
    figures = [
        Figure("usage-sorted / predecessor's rule", (found["sorted"] / found["rule"],), "x"),
        Figure("predecessor's rule, blind to sizes and needs: parts misplaced", (found["misplaced"],), ""),
    ]
    for seconds in SECONDS:
        cost, took = found[f"cost {seconds}"], found[f"took {seconds}"]
        most = 0.28 if seconds == 60.0 else None
        figures += [
            Figure(f"{seconds:g} s: cost / usage-sorted", (cost / found["sorted"],), "x", LIMITS.get(seconds)),
            Figure(f"{seconds:g} s: cost / predecessor's rule", (cost / found["rule"],), "x", most),
            Figure(f"{seconds:g} s: cost / the blind rule, misplaced parts priced", (cost / found["blind rule"],), "x"),
            Figure(f"{seconds:g} s: time taken / allowed", (took / seconds,), "x", 1.05),
            Figure(f"{seconds:g} s: parts against the rules", (found[f"wrong {seconds}"],), "", 0),
            Figure(f"{seconds:g} s: evaluations a second", (found[f"evaluated {seconds}"] / took,), "/s"),
        ]
    return [*figures, Figure("peak memory", (found["mebibytes"],), "MiB", 2048)]


def pinned(folder: Path, repeats: int) -> dict[str, float]:
    """Costs and times in this process."""

    problem = made_problem()
    by_usage = usage_sorted(problem)
    blind = terms_of(problem, _blind_rule(problem), STANDING)
    found = {
        "sorted": terms_of(problem, by_usage, STANDING).total,
        "rule": terms_of(problem, same_type_first(problem), STANDING).total,
        "blind rule": blind.total,
        "misplaced": blind.misplaced / STANDING.misplaced,
    }
    improve(problem, STANDING, by_usage, Budget(1), seed=1, clock=perf_counter)
    for seconds in SECONDS:
        budget = Budget(int(EVALUATIONS_A_SECOND * seconds), seconds)
        began = perf_counter()
        best = improve(problem, STANDING, by_usage, budget, seed=1, clock=perf_counter)
        found |= {
            f"took {seconds}": perf_counter() - began,
            f"cost {seconds}": terms_of(problem, best.slot, STANDING).total,
            f"wrong {seconds}": float(len(unplaced(problem, best.slot))),
            f"evaluated {seconds}": float(best.evaluations),
        }
    return found | {"mebibytes": peak_mebibytes()}


def _blind_rule(problem: PlacementProblem) -> Ints:
    """Where the predecessor's rule puts everything when nothing asks for a size or a property of a box."""
    asked, offered = problem.holdings.asked, problem.boxes.offered
    anything = Asked(np.zeros_like(asked.size), np.zeros_like(asked.needs), asked.kind)
    anywhere = Offered(np.zeros_like(offered.size), np.zeros_like(offered.properties), offered.kind)
    holdings, boxes = replace(problem.holdings, asked=anything), replace(problem.boxes, offered=anywhere)
    return same_type_first(replace(problem, holdings=holdings, boxes=boxes))
