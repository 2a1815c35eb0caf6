"""The rival of the dense search: SciPy's fast approximate quadratic assignment (Vogelstein et al. 2015), begun anew."""

from time import perf_counter
from typing import Any

import numpy as np
from scipy.optimize import quadratic_assignment


def best_of_starts(flow: np.ndarray, distance: np.ndarray, seconds: float, **options: Any) -> float:
    """The lowest cost met from random starts; the start under way when the time is over is finished."""
    began, rng, best = perf_counter(), np.random.default_rng(1), np.inf
    while perf_counter() - began < seconds:
        found = quadratic_assignment(
            flow, distance, method="faq", options={"P0": "randomized", "rng": rng, **options}
        )  # fmt: skip
        best = min(best, float(found.fun))
    return best
