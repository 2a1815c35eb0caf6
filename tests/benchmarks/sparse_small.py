"""Does the search of the product beat SciPy on a warehouse small enough for it?"""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from app.domain.placement.cost import terms_of
from app.domain.placement.distance import between_m
from app.domain.placement.problem import PlacementProblem
from app.domain.placement.rules import Asked, Offered
from app.domain.placement.search import Budget, improve
from app.domain.placement.starts import usage_sorted
from app.domain.placement.weights import Weights
from tests.benchmarks.faq import best_of_starts
from tests.benchmarks.figure import Figure
from tests.benchmarks.made_layout import made_problem
from tests.benchmarks.pinned import pinned as on_one_core
from tests.benchmarks.qaplib import SHARE, limit

KEY = "P4"
PARTS = 500
SECONDS, RIVAL_SECONDS = 1.0 * SHARE, 20.0 * SHARE
TITLE = (
    f"P4: {PARTS} parts of the made warehouse, each slot a box, without rules and categories, one pinned core, one "
    f"thread: cost after {SECONDS:g} s of the search / best cost of SciPy's `quadratic_assignment` (method FAQ, the "
    f"bench as an item that stays) begun anew for {RIVAL_SECONDS:g} s. `BINSIGHT_BENCH_SHARE=0.1` gives both a tenth, "
    "without limits."
)
STANDING = Weights(spread=0.0, handling=0.0, horizon_months=1e9)


def measure(repeats: int) -> list[Figure]:
    """The ratio, measured once."""
    with TemporaryDirectory() as folder:
        found = on_one_core(__name__, Path(folder))
    return [
        Figure("cost / best cost of FAQ", (found["ours"] / found["rival"],), "x", limit(0.90)),
        Figure("cost of FAQ / usage-sorted", (found["rival"] / found["sorted"],), "x"),
        Figure("time taken / allowed", (found["took"] / SECONDS,), "x", limit(1.05)),
    ]


def pinned(folder: Path, repeats: int) -> dict[str, float]:
    """Costs in this process."""
    problem = _without_rules(made_problem(PARTS, slots_per_box=1))
    by_usage = usage_sorted(problem)
    improve(problem, STANDING, by_usage, Budget(1), seed=1, clock=perf_counter)
    began = perf_counter()
    found = improve(problem, STANDING, by_usage, Budget(10_000_000, SECONDS), seed=1, clock=perf_counter)
    return {
        "took": perf_counter() - began,
        "ours": terms_of(problem, found.slot, STANDING).total,
        "sorted": terms_of(problem, by_usage, STANDING).total,
        "rival": _rival(problem),
    }


def _without_rules(problem: PlacementProblem) -> PlacementProblem:
    boxes, parts = len(problem.boxes.x), len(problem.holdings.slot)
    offered = Offered(np.full(boxes, 2, np.int8), np.zeros(boxes, np.uint8), np.full(boxes, -1, np.int32))
    asked = Asked(np.zeros(parts, np.int8), np.zeros(parts, np.uint8), np.full(parts, -1, np.int32))
    return replace(
        problem, boxes=replace(problem.boxes, offered=offered), holdings=replace(problem.holdings, asked=asked)
    )


def _rival(problem: PlacementProblem) -> float:
    """As matrices over slots and the bench, which comes last: everything twice, so that the sum is halved."""
    slots, parts, affinity = problem.slots, len(problem.holdings.slot), problem.affinity
    count = len(slots.box)
    flow, distance = np.zeros((count + 1, count + 1)), np.zeros((count + 1, count + 1))
    flow[np.repeat(np.arange(parts), np.diff(affinity.start)), affinity.other] = affinity.weight
    flow[:parts, count] = flow[count, :parts] = 2.0 * problem.holdings.walks
    for slot, box in enumerate(slots.box):
        distance[slot, :count] = between_m(problem.boxes, np.full(count, box), slots.box)
    distance[:count, count] = distance[count, :count] = slots.distance
    stays = np.array([[count, count]])
    return 0.5 * best_of_starts(flow, distance, RIVAL_SECONDS, partial_match=stays)
