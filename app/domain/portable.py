"""Lazy frames of either engine: what the transforms of stock and usage take and give, and the ways out and in."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import narwhals as nw
import polars as pl

from app.exceptions import ExternalServiceException

if TYPE_CHECKING:
    Frame = nw.LazyFrame[Any]
else:
    Frame = nw.LazyFrame  # Dagster reads the annotations of assets and takes plain classes only


def collect(frame: Frame) -> pl.DataFrame:
    """Compute a frame where it lives and bring the rows here.

    Raises:
        ExternalServiceException: it lives on a cluster that could not compute it.
    """
    native = frame.to_native()
    if isinstance(native, pl.LazyFrame):
        return native.collect(engine="streaming")
    with cluster_errors():
        return pl.DataFrame(native.toArrow())


@contextmanager
def cluster_errors() -> Iterator[None]:
    """Turn what a cluster answers into one sentence.

    Raises:
        ExternalServiceException: it could not read a table or compute one; says what it answered.
    """
    from pyspark.errors import PySparkException  # noqa: PLC0415  # an optional extra that whoever has a cluster has

    try:
        yield
    except PySparkException as error:
        answer = str(error).strip().partition("\n")[0]
        raise ExternalServiceException(
            "compute on the cluster",
            f"it answered '{answer}'; check that its workers can read the lake (docs/scaling.md)",
        ) from error


def beside(frame: pl.DataFrame, other: Frame) -> Frame:
    """A small frame from memory as a lazy frame of the engine that `other` belongs to."""
    if other.implementation.is_polars():
        return nw.from_native(frame.lazy())
    return nw.from_native(frame).lazy(backend=other.implementation, session=other.to_native().sparkSession)
