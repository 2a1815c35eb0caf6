"""What is fetched together: from pick sessions to walks a month and a sparse matrix of ways between holdings.

A pair counts by how often it is on one walk beyond what chance would bring together (n_i n_j / N), shrunk towards
nothing while it was seen only a few times, and each holding keeps its strongest pairs.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from app.domain.placement.problem import Affinity, Floats

PAIRS_KEPT = 40
"""Strongest pairs that each holding keeps; a pair stays when either side keeps it."""
SHRINK = 1.0
"""Joint sessions at which half of the excess over chance is believed."""
LARGEST_SESSION = 200
"""Sessions with more places say little about pairs; they count as walks only."""


@dataclass(frozen=True)
class Fetches:
    """Which holdings each session visits: pairs of session and holding, each once; `places` counts all places of each
    session, those that hold nothing any more included."""

    session: NDArray[np.int64]
    holding: NDArray[np.int32]
    places: NDArray[np.int64]


def walks_of(fetches: Fetches, holdings: int, months: float) -> Floats:
    """Walks a month to each holding; a walk to n places counts 1/n at each."""
    share = 1.0 / fetches.places[fetches.session]
    return np.bincount(fetches.holding, weights=share, minlength=holdings) / months


@dataclass(frozen=True)
class Pairs:
    """Pairs of holdings on the same walks, each pair in both directions, in order of `one`, then `other`.

    Attributes:
        joint: sessions that visit both. weight: ways a month between them, by `affinity_of`.
    """

    one: NDArray[np.int64]
    other: NDArray[np.int32]
    joint: NDArray[np.int64]
    weight: Floats


def affinity_of(fetches: Fetches, holdings: int, months: float) -> Affinity:
    """Ways a month between holdings that share walks more than chance brings about.

    A walk to n places in random order goes along 2/n of the ways between two of them, on average.
    """
    pairs = pairs_of(fetches, holdings, months)
    starts = np.r_[0, np.cumsum(np.bincount(pairs.one, minlength=holdings))]
    return Affinity(starts, pairs.other, pairs.weight)


def pairs_of(fetches: Fetches, holdings: int, months: float) -> Pairs:
    """The pairs that `affinity_of` keeps, and how often each was seen."""
    size = fetches.places[fetches.session]
    kept = (size > 1) & (size <= LARGEST_SESSION)
    sessions = len(fetches.places)
    visits = csr_array(
        (np.ones(kept.sum()), (fetches.session[kept], fetches.holding[kept])), shape=(sessions, holdings)
    )
    joint = _sorted(visits.T @ visits)
    ways = _sorted(visits.T @ diags_array(2.0 / np.maximum(fetches.places, 1)) @ visits)  # same pattern as `joint`
    row = np.repeat(np.arange(holdings), np.diff(joint.indptr))
    single = visits.sum(axis=0)
    shared_walks = max(len(np.unique(fetches.session[kept])), 1)
    by_chance = single[row] * single[joint.indices] / shared_walks
    weight = ways.data * np.maximum(joint.data - by_chance, 0.0) / (joint.data + SHRINK) / months
    pair = (row != joint.indices) & (weight > 0)
    return _pruned(row[pair], joint.indices[pair], joint.data[pair], weight[pair], holdings)


def _sorted(matrix: csr_array) -> csr_array:
    matrix = csr_array(matrix)
    matrix.sort_indices()
    return matrix


def _pruned(row: NDArray[np.int64], column: NDArray[np.int32], joint: Floats, weight: Floats, holdings: int) -> Pairs:
    """The strongest pairs of each row and, so that it stays symmetric, their counterparts; rows in order."""
    strongest = np.lexsort((column, -weight, row))
    counts = np.bincount(row, minlength=holdings)
    rank = np.empty(len(row), dtype=np.int64)
    rank[strongest] = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    strong = rank < PAIRS_KEPT
    there, back = np.lexsort((column, row)), np.lexsort((row, column))
    kept = there[strong[there] | strong[back]]
    mirrored = np.empty_like(weight)
    mirrored[there] = weight[back]
    both = 0.5 * (weight[kept] + mirrored[kept])
    return Pairs(row[kept], column[kept].astype(np.int32), joint[kept].astype(np.int64), both)


def no_affinity(holdings: int) -> Affinity:
    """Nothing is fetched together."""
    return Affinity(np.zeros(holdings + 1, dtype=np.int64), np.zeros(0, dtype=np.int32), np.zeros(0))
