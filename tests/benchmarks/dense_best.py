"""How soon does the search of dense problems find the best that is known?"""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from app.domain.placement.dense_search import solve
from app.domain.placement.search import Budget
from tests.benchmarks import qaplib
from tests.benchmarks.dense_gap import warm_up
from tests.benchmarks.figure import Figure
from tests.benchmarks.pinned import pinned as on_one_core

KEY = "P2"
SEEDS = (1, 2, 3)
SECONDS = {
    "nug30": 1.0, "kra30a": 1.0, "esc64a": 1.0, "tho40": 10.0, "sko49": 10.0, "tai35a": 10.0, "esc128": 10.0,
}  # fmt: skip
LONG_SECONDS = 60.0 * qaplib.SHARE
GAPS = {"sko100a": 0.05, "wil100": 0.03, "tho150": 0.12, "tai100b": 0.25, "tai80a": 0.9, "tai100a": 0.85}
TITLE = (
    "P2, P3: dense quadratic assignment on problems of QAPLIB, one pinned core, one thread. For seven: how many "
    f"of {len(SEEDS)} seeds do not find the best known cost within 1 s or 10 s. For six large ones: gap to the best "
    f"known cost after {LONG_SECONDS:g} s. {qaplib.NOTE}"
)


def measure(repeats: int) -> list[Figure]:
    """Seeds that missed, and gaps; the first `repeats` of the seeds, gaps measured once."""
    if skipped := qaplib.skipped():
        return skipped
    with TemporaryDirectory() as folder:
        found = on_one_core(__name__, Path(folder), repeats)
    missed = [
        Figure(f"{name}, {seconds * qaplib.SHARE:g} s: seeds that missed", (found[name],), "", qaplib.limit(1))
        for name, seconds in SECONDS.items()
    ]
    gaps = [Figure(f"{name}: gap", (found[name],), "%", qaplib.limit(most)) for name, most in GAPS.items()]
    return missed + gaps


def pinned(folder: Path, repeats: int) -> dict[str, float]:
    """Seeds that missed, by problem, and gaps, in this process."""
    warm_up()
    seeds = SEEDS[:repeats]
    missed = {
        name: float(sum(_gap(name, seconds * qaplib.SHARE, seed) > 0 for seed in seeds))
        for name, seconds in SECONDS.items()
    }
    return missed | {name: _gap(name, LONG_SECONDS, 1) for name in GAPS}


def _gap(name: str, seconds: float, seed: int) -> float:
    found = solve(qaplib.problem(name), Budget(10**13, seconds), seed=seed, clock=perf_counter)
    return qaplib.gap(name, found.cost)
