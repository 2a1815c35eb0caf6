"""Is the search of dense problems better than what SciPy has, in equal time?"""

from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from time import perf_counter

from app.domain.placement.dense_search import solve
from app.domain.placement.search import Budget
from tests.benchmarks import qaplib
from tests.benchmarks.faq import best_of_starts
from tests.benchmarks.figure import Figure
from tests.benchmarks.pinned import pinned as on_one_core

KEY = "P1"
SECONDS = 10.0 * qaplib.SHARE
NAMES = (
    "nug30", "kra30a", "tai35a", "ste36a", "tho40", "sko49", "tai50b", "tai60a", "sko72", "tai80a", "sko90",
    "tai100b", "wil100", "tho150",
)  # fmt: skip
TITLE = (
    f"P1: dense quadratic assignment, {len(NAMES)} problems of QAPLIB with 30 to 150 items, {SECONDS:g} s each, one "
    "pinned core, one thread: mean gap to the best known costs, and that of SciPy's `quadratic_assignment` "
    f"(method FAQ) begun anew until the same time is over. {qaplib.NOTE}"
)


def measure(repeats: int) -> list[Figure]:
    """Mean gaps and their ratio, measured once."""
    if skipped := qaplib.skipped():
        return skipped
    with TemporaryDirectory() as folder:
        found = on_one_core(__name__, Path(folder))
    ours, rival = mean(found["ours"]), mean(found["rival"])
    return [
        Figure("mean gap / mean gap of FAQ", (ours / rival,), "x", qaplib.limit(0.55)),
        Figure("mean gap", (ours,), "%"),
        Figure("mean gap of FAQ", (rival,), "%"),
        Figure("problems solved to the best known cost", (sum(gap <= 0 for gap in found["ours"]),), ""),
        Figure("time taken / allowed, at most", (max(found["took"]) / SECONDS,), "x", qaplib.limit(1.05)),
    ]


def pinned(folder: Path, repeats: int) -> dict[str, list[float]]:
    """Gaps of every problem, in this process."""
    warm_up()
    found: dict[str, list[float]] = {"ours": [], "rival": [], "took": []}
    for name in NAMES:
        problem, began = qaplib.problem(name), perf_counter()
        ours = solve(problem, Budget(10**13, SECONDS), seed=1, clock=perf_counter)
        found["took"].append(perf_counter() - began)
        found["ours"].append(qaplib.gap(name, ours.cost))
        found["rival"].append(qaplib.gap(name, best_of_starts(problem.flow, problem.distance, SECONDS)))
    return found


def warm_up() -> None:
    """Compile, or load what was compiled, before a clock starts."""
    solve(qaplib.problem("nug30"), Budget(100_000), seed=1, clock=perf_counter)
