"""What must be true of the arrays of a placement problem; each refusal names the array and the first wrong entry."""

import numpy as np
from numpy.typing import NDArray

from app.exceptions import ValidationException

_TOLERANCE = 1e-9


def require_lengths(what: str, length: int, **arrays: NDArray[np.generic]) -> None:
    """Every array has one entry per thing.

    Raises:
        ValidationException: naming the array.
    """
    for name, values in arrays.items():
        if len(values) != length:
            raise ValidationException(
                f"{what}.{name} has {len(values)} entries where {length} are needed", field=f"{what}.{name}"
            )


def require_finite(name: str, values: NDArray[np.float64], *, least: float = -np.inf) -> None:
    """Every number is finite, and not below `least`.

    Raises:
        ValidationException: naming the first entry that is not.
    """
    wrong = np.flatnonzero(~np.isfinite(values) | (values < least))
    if len(wrong):
        limit = "" if least == -np.inf else f" of at least {least:g}"
        raise ValidationException(
            f"{name} holds {values[wrong[0]]} at entry {wrong[0]}; a finite number{limit} is needed", field=name
        )


def require_indices(name: str, values: NDArray[np.int32], first: int, end: int) -> None:
    """Every index lies in `first`..`end`-1.

    Raises:
        ValidationException: naming the first entry that does not.
    """
    wrong = np.flatnonzero((values < first) | (values >= end))
    if len(wrong):
        raise ValidationException(
            f"{name} holds {values[wrong[0]]} at entry {wrong[0]}, which is none of the {end} there are", field=name
        )


def require_symmetric(start: NDArray[np.int64], other: NDArray[np.int32], weight: NDArray[np.float64]) -> None:
    """The sparse matrix is well formed, equal to its transpose, and empty on its diagonal.

    Raises:
        ValidationException: in words.
    """
    if start[0] != 0 or start[-1] != len(other) or (np.diff(start) < 0).any():
        raise ValidationException("affinity.start must rise from 0 to the number of entries", field="affinity.start")
    row = np.repeat(np.arange(len(start) - 1), np.diff(start))
    if (row == other).any():
        raise ValidationException("A holding cannot be used together with itself", field="affinity.other")
    there, back = np.lexsort((other, row)), np.lexsort((row, other))
    same_pairs = (row[there] == other[back]).all() and (other[there] == row[back]).all()
    if not same_pairs or not np.allclose(weight[there], weight[back], rtol=_TOLERANCE, atol=_TOLERANCE):
        raise ValidationException("Affinity must be the same in both directions", field="affinity.weight")
