"""The arrays on which the compiled search of dense problems works, made from their matrices."""

import numpy as np

from app.domain.placement.dense_kernels import WIDTH, Dense
from app.domain.placement.problem import Floats

_NEVER_WHOLE, _NEVER = 2**30, 1e300


def tables_of(flow: Floats, distance: Floats, linear: Floats) -> Dense:
    """See `Dense`; whole numbers in 32 bits if every price fits in them.

    Where one matrix is symmetric the other is made so, which changes no cost.

    Args:
        flow: items x items. distance: places x places. linear: items x places.
    """
    apart = _apart(flow), _apart(distance)
    if is_symmetric := bool((flow == flow.T).all()):
        distance = distance + distance.T
    elif is_symmetric := bool((distance == distance.T).all()):
        flow, distance = 0.5 * (flow + flow.T), 2.0 * distance
    matrices = (flow, flow.T, distance, distance.T, *apart, linear.T)
    highest = (4.0 if is_symmetric else 8.0) * _longest(flow, distance) + 4.0 * float(np.abs(linear).max())
    kind = np.int32 if _are_whole(*matrices) and highest < _NEVER_WHOLE else np.float64
    never = np.array([_NEVER_WHOLE if kind is np.int32 else _NEVER], kind)
    there, back, far, far_back, flow_apart, distance_apart, fixed = (_wide(matrix, kind) for matrix in matrices)
    return Dense(there, back, far, far_back, flow_apart, distance_apart, fixed, is_symmetric, never)


def _apart(matrix: Floats) -> Floats:
    own = np.diag(matrix)
    return own[:, None] + own - matrix - matrix.T


def _are_whole(*matrices: Floats) -> bool:
    return all(bool((matrix == np.rint(matrix)).all()) for matrix in matrices)


def _longest(flow: Floats, distance: Floats) -> float:
    """The most that ways of one item may cost in one direction: the longest where most flows (rearrangement)."""
    flow, distance = np.abs(flow), np.abs(distance)
    there = np.sort(flow, axis=1) @ np.sort(distance, axis=1).T
    back = np.sort(flow, axis=0).T @ np.sort(distance, axis=0)
    return float(max(there.max(), back.max()))


def _wide(matrix: Floats, kind: type[np.generic]) -> np.ndarray:
    """The same in rows that are filled up with zeros to a whole number of vectors."""
    rows, columns = matrix.shape
    wide = np.zeros((rows, -(-columns // WIDTH) * WIDTH), kind)
    wide[:, :columns] = matrix
    return wide
