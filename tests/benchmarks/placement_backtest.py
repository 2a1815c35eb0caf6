"""Are tours shorter in the layout that the search makes, on sessions that it has not seen?"""

import json
from time import perf_counter

from tests.benchmarks.commands import fresh_home, run
from tests.benchmarks.figure import Figure

KEY = "P11"
TITLE = (
    "P11: `binsight backtest placement` on the medium demo store (10 000 parts, two years): mean tour of held-out pick "
    "sessions in the layout found from the earlier ones, over the mean tour in other layouts; once, seed 0. The upper "
    "bound is that of a bootstrap interval of 95 %."
)
LIMITS = {"usage_sorted": 1.00, "current": 0.86}


def measure(repeats: int) -> list[Figure]:
    """Ratios to every baseline, and the seconds of the command."""
    with fresh_home() as home:
        run("demo", "--size", "medium", "--home", str(home))
        run("up", "--once", "--no-demo", "--home", str(home), timeout=1_200)
        started = perf_counter()
        found = json.loads(run("backtest", "placement", "--json", "--home", str(home), timeout=1_200))
        seconds = perf_counter() - started
    figures = [Figure("held-out sessions", (float(found["sessions"]),), "")]
    for name, against in found["ratios"].items():
        figures.append(Figure(f"tour / {name} tour", (against["ratio"],), "x", LIMITS.get(name)))
        figures.append(Figure(f"tour / {name} tour, upper bound", (against["interval"][1],), "x"))
    return [*figures, Figure("the command", (seconds,), "s")]
