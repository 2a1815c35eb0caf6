"""Walking distance from the bench."""

import polars as pl

HEIGHT_WEIGHT = 0.4
"""Reaching a metre up or down costs less than walking one."""


def distance_m(x: str = "x_m", y: str = "y_m", z: str = "z_m") -> pl.Expr:
    """Metres from the bench along the aisles (rectilinear), height weighted; null without coordinates."""
    return pl.col(x).abs() + pl.col(y).abs() + HEIGHT_WEIGHT * pl.col(z).fill_null(0.0).abs()
