"""Layouts against each other on the same sessions: means, and how sure they are."""

import numpy as np

from app.domain.placement.problem import Floats

RESAMPLES = 2_000
COVERED = (2.5, 97.5)


def mean_interval(lengths: Floats, rng: np.random.Generator) -> tuple[float, float]:
    """Bounds that hold the mean with 95 %, by resampling whole sessions (percentile bootstrap, Efron 1979)."""
    means = lengths[_resampled(len(lengths), rng)].mean(axis=1)
    low, high = np.percentile(means, COVERED)
    return float(low), float(high)


def ratio_interval(lengths: Floats, others: Floats, rng: np.random.Generator) -> tuple[float, float]:
    """Bounds that hold the ratio of two means over the same sessions with 95 %; sessions stay paired."""
    chosen = _resampled(len(lengths), rng)
    ratios = lengths[chosen].sum(axis=1) / np.maximum(others[chosen].sum(axis=1), 1e-12)
    low, high = np.percentile(ratios, COVERED)
    return float(low), float(high)


def _resampled(count: int, rng: np.random.Generator) -> np.ndarray:
    return rng.integers(0, count, (RESAMPLES, count))
