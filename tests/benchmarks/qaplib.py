"""Problems of QAPLIB (Burkard, Karisch, Rendl 1997) and best known costs, where Debian's r-cran-qap puts them."""

import os
from pathlib import Path

import numpy as np

from app.domain.placement.dense import DenseProblem
from tests.benchmarks.figure import Figure

FOLDER = Path(os.environ.get("BINSIGHT_QAPLIB", "/usr/lib/R/site-library/qap/qaplib"))
SHARE = float(os.environ.get("BINSIGHT_BENCH_SHARE", "1"))
"""Of the times of P1 to P4; limits hold at 1 only."""
WITHOUT_SOLUTION_FILE = {"esc64a": 116.0}
NOTE = (
    "Files of QAPLIB as Debian's r-cran-qap installs them, or from the folder that `BINSIGHT_QAPLIB` names; "
    "`BINSIGHT_BENCH_SHARE=0.1` gives every search a tenth of its time, for a quick look without limits."
)


def skipped() -> list[Figure]:
    """A figure that says why there are no others; none where the files are found."""
    if FOLDER.is_dir():
        return []
    return [Figure("problems found (none: install r-cran-qap, or name their folder in BINSIGHT_QAPLIB)", (0.0,), "")]


def limit(value: float) -> float | None:
    """A limit that holds for whole times only."""
    return value if SHARE == 1.0 else None


def problem(name: str) -> DenseProblem:
    """One problem by its name."""
    numbers = np.array((FOLDER / f"{name}.dat").read_text(encoding="ascii").split(), dtype=float)
    size = int(numbers[0])
    flow, distance = numbers[1 : 1 + 2 * size * size].reshape(2, size, size)
    return DenseProblem(flow, distance, np.zeros((size, size)))


def best_known(name: str) -> float:
    """The lowest cost that the files know."""
    if name in WITHOUT_SOLUTION_FILE:
        return WITHOUT_SOLUTION_FILE[name]
    return float((FOLDER / f"{name}.sln").read_text(encoding="ascii").split()[1])


def gap(name: str, cost: float) -> float:
    """Per cent above the best known cost."""
    return 100.0 * (cost / best_known(name) - 1.0)
