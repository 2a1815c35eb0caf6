"""Quadratic assignment: a small problem in which everything may be near everything, as whole matrices."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.domain.placement.dense_kernels import Dense
from app.domain.placement.dense_tables import tables_of
from app.domain.placement.problem import Floats
from app.exceptions import ValidationException

Places = NDArray[np.int64]
MOST_ITEMS = 1_000


@dataclass(frozen=True)
class DenseProblem:
    """Put item i on place `p[i]`, one on each, so that the sum of flow[i, j] * distance[p[i], p[j]] and of
    linear[i, p[i]] is least.

    Raises:
        ValidationException: matrices that are not square, of different sizes, or hold what is not a finite number.
    """

    flow: Floats
    distance: Floats
    linear: Floats

    def __post_init__(self) -> None:
        size = len(self.flow)
        for name in ("flow", "distance", "linear"):
            matrix = getattr(self, name)
            if matrix.shape != (size, size) or not np.isfinite(matrix).all():
                raise ValidationException(f"{name} must hold {size} x {size} finite numbers", field=name)
        if not 0 < size <= MOST_ITEMS:
            raise ValidationException(f"A dense problem has 1 to {MOST_ITEMS} items, not {size}", field="flow")

    def cost(self, place: Places) -> float:
        """What the places cost."""
        ways = float((self.flow * self.distance[np.ix_(place, place)]).sum())
        return ways + float(self.linear[np.arange(len(place)), place].sum())

    @cached_property
    def tables(self) -> Dense:
        """The same for the loops."""
        return tables_of(self.flow, self.distance, self.linear)
