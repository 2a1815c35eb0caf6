"""How long demo data takes to be made and loaded."""

from app.domain.demo.size import SIZES
from tests.benchmarks.figure import Figure
from tests.benchmarks.stores import large_store, loaded_store

KEY = "demo"
TITLE = (
    "Making and loading demo data into the embedded PostgreSQL, ledger triggers and constraints at work: 500, 10 000 "
    "and 100 000 parts with two years of movements. The large store is loaded once."
)
LIMIT_SECONDS = {"small": 4, "medium": 40, "large": 360}


def measure(repeats: int) -> list[Figure]:
    """Seconds by size."""
    return [
        Figure(f"{size.parts} parts", _seconds(name, repeats), "s", LIMIT_SECONDS[name]) for name, size in SIZES.items()
    ]


def _seconds(name: str, repeats: int) -> tuple[float, ...]:
    if name == "large":
        return (large_store()[1],)
    seconds = []
    for _ in range(repeats):
        with loaded_store(SIZES[name]) as (_, taken):
            seconds.append(taken)
    return tuple(seconds)
