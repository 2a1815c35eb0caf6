"""Lazy frames of either engine: what the transforms of stock and usage take and give, and the ways out and in."""

from typing import TYPE_CHECKING, Any

import narwhals as nw
import polars as pl

if TYPE_CHECKING:
    Frame = nw.LazyFrame[Any]
else:
    Frame = nw.LazyFrame  # Dagster reads the annotations of assets and takes plain classes only


def collect(frame: Frame) -> pl.DataFrame:
    """Compute a frame where it lives and bring the rows here."""
    native = frame.to_native()
    if isinstance(native, pl.LazyFrame):
        return native.collect(engine="streaming")
    return pl.DataFrame(native.toArrow())


def beside(frame: pl.DataFrame, other: Frame) -> Frame:
    """A small frame from memory as a lazy frame of the engine that `other` belongs to."""
    if other.implementation.is_polars():
        return nw.from_native(frame.lazy())
    return nw.from_native(frame).lazy(backend=other.implementation, session=other.to_native().sparkSession)
