"""Walking distance, from the bench and between boxes."""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

if TYPE_CHECKING:
    from app.domain.placement.problem import Boxes

HEIGHT_WEIGHT = 0.4
"""Reaching a metre up or down costs less than walking one."""
BETWEEN_BOXES_M = 0.3
"""From one box to the next at the same place: turning, putting back, opening."""


def distance_m(x: str = "x_m", y: str = "y_m", z: str = "z_m") -> pl.Expr:
    """Metres from the bench along the aisles (rectilinear), height weighted; null without coordinates."""
    return pl.col(x).abs() + pl.col(y).abs() + HEIGHT_WEIGHT * pl.col(z).fill_null(0.0).abs()


def apart_m(suffix: str) -> pl.Expr:
    """`between_m` of two different boxes, the second in the columns with `suffix`; of one box it is not 0."""
    x, y, z = ((pl.col(name) - pl.col(f"{name}{suffix}")).abs() for name in ("x_m", "y_m", "z_m"))
    return x + y + HEIGHT_WEIGHT * z + BETWEEN_BOXES_M


def from_bench_m(boxes: "Boxes") -> NDArray[np.float64]:
    """`distance_m` of boxes, all of which have coordinates."""
    metres: NDArray[np.float64] = np.abs(boxes.x) + np.abs(boxes.y) + HEIGHT_WEIGHT * np.abs(boxes.z)
    return metres


def between_m(boxes: "Boxes", one: NDArray[np.int32], other: NDArray[np.int32]) -> NDArray[np.float64]:
    """Metres between two boxes each, along the aisles, height weighted; 0 inside a box. One box stands for many."""
    walked = np.abs(boxes.x[one] - boxes.x[other]) + np.abs(boxes.y[one] - boxes.y[other])
    climbed = HEIGHT_WEIGHT * np.abs(boxes.z[one] - boxes.z[other])
    return np.where(one == other, 0.0, walked + climbed + BETWEEN_BOXES_M)
