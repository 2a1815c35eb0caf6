"""From nothing to published answers."""

import json
from time import perf_counter

from tests.benchmarks.commands import fresh_home, run
from tests.benchmarks.figure import Figure

KEY = "L9"
TITLE = (
    "`binsight up --once` on a fresh home: servers, migrations, the small demo store (500 parts, two years), the whole "
    "pipeline with its checks, publish, stop. Wall clock of the process; steps as the command reports them."
)
LIMIT_SECONDS = 60


def measure(repeats: int) -> list[Figure]:
    """Wall clock and steps; every repeat starts from an empty home."""
    walls: list[float] = []
    steps: dict[str, list[float]] = {}
    for _ in range(repeats):
        with fresh_home() as home:
            started = perf_counter()
            summary = json.loads(run("up", "--once", "--json", "--home", str(home)))
            walls.append(perf_counter() - started)
        if summary["snapshot"] is None or summary["checks"]["failed"]:
            raise RuntimeError(f"nothing was published: {summary}")
        for name, seconds in summary["seconds"].items():
            steps.setdefault(name, []).append(seconds)
    total = Figure("cold to published snapshot", tuple(walls), "s", LIMIT_SECONDS)
    return [total, *(Figure(f"step {name}", tuple(seconds), "s") for name, seconds in steps.items() if name != "total")]
