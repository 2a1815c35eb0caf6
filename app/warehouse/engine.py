"""Where the transforms of stock and usage run: on this machine with Polars, or on a cluster behind Spark Connect.

Belongs here: opening tables of the lake as lazy frames of the chosen engine.
Does not belong here: what is computed (`app.domain`).
"""

import socket
import sys
import warnings
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import narwhals as nw
import polars as pl

from app.config import Settings
from app.domain.portable import Frame, cluster_errors
from app.exceptions import ConfigurationError, ExternalServiceException, ServiceUnavailableException
from app.warehouse.files import count_rows

DEFAULT_PORT = 15002
"""The port of Spark Connect."""

CONNECT_SECONDS = 5.0


class Engine(Protocol):
    """What computes."""

    def scan(self, files: Sequence[Path]) -> Frame:
        """Parquet files of one table as a lazy frame."""

    def close(self) -> None:
        """Give back what the engine holds."""


class PolarsEngine:
    """This machine, in batches that do not grow with the table."""

    def scan(self, files: Sequence[Path]) -> Frame:
        """Parquet files of one table as a lazy frame."""
        return nw.from_native(pl.scan_parquet(list(files)))

    def close(self) -> None:
        """Nothing is held."""


class SparkEngine:
    """A Spark Connect endpoint (Spark or Sail); connects when first needed.

    `address` says where workers read a file of this machine: under the same path, unless something else is given.
    """

    def __init__(self, url: str, address: Callable[[Path], str] = Path.as_uri) -> None:
        self._url, self._address = url, address

    def scan(self, files: Sequence[Path]) -> Frame:
        """Parquet files of one table as a lazy frame.

        Raises:
            ConfigurationError: the extra `cluster` is not installed.
            ServiceUnavailableException: nobody answers at the endpoint.
            ExternalServiceException: the files cannot be put where workers read, or not be read there.
        """
        session, addresses = self._session, [self._address(file) for file in files]
        with cluster_errors():
            table = session.read.parquet(*addresses)
            seen = (table.count(), len(table.columns))
        _require_all(seen, files)
        frame: Frame = nw.from_native(table)
        return frame

    def close(self) -> None:
        """End the session, if there is one."""
        if "_session" in self.__dict__:
            self._session.stop()

    @cached_property
    def _session(self) -> Any:
        sessions = _spark_sessions()
        _require_answer(self._url)
        session = sessions.builder.remote(self._url).create()
        session.conf.set("spark.sql.session.timeZone", "UTC")
        return session


def open_engine(settings: Settings) -> Engine:
    """What the settings name: Polars, or a Spark Connect endpoint, whose workers read a lake on S3 from its bucket."""
    if settings.engine is None:
        return PolarsEngine()
    if not settings.is_lake_on_s3:
        return SparkEngine(settings.engine)
    from app.warehouse.cluster_inputs import ClusterInputs  # noqa: PLC0415 - boto3 takes a moment, see `open_lake`

    return SparkEngine(settings.engine, ClusterInputs(settings).address)


def _spark_sessions() -> Any:
    """The class of the client's sessions.

    Its first import takes a program that was not read from a file (`python -c`) for a run of its doctests, and ends
    it where no whole Spark is installed; so the program has a file for that long.
    """
    program = sys.modules["__main__"]
    has_file = hasattr(program, "__file__")
    if not has_file:
        program.__file__ = __file__
    try:
        with warnings.catch_warnings():
            # It warns of pandas 3, which nothing here asks it for: tables come as Arrow.
            warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
            from pyspark.sql.connect.session import SparkSession  # noqa: PLC0415  # an optional extra
    except ImportError as error:
        raise ConfigurationError(["BINSIGHT_ENGINE: Spark Connect needs the extra `cluster`"]) from error
    finally:
        if not has_file:
            del program.__file__
    return SparkSession


def _require_all(seen: tuple[int, int], files: Sequence[Path]) -> None:
    """Workers must see the rows and columns of the files: Sail takes a file that is not there for an empty one."""
    here = (count_rows(files), len(pl.read_parquet_schema(files[0])))
    if seen != here:
        others = f" and {len(files) - 1} more files" if len(files) > 1 else ""
        raise ExternalServiceException(
            "compute on the cluster",
            f"its workers see {seen[0]} rows and {seen[1]} columns of {files[0].parent.name}/{files[0].name}{others}, "
            f"which have {here[0]} and {here[1]}; check that they read the same lake (docs/scaling.md)",
        )


def _require_answer(url: str) -> None:
    """The client itself would try for minutes before it says anything."""
    address = urlsplit(url)
    try:
        socket.create_connection((address.hostname, address.port or DEFAULT_PORT), CONNECT_SECONDS).close()
    except OSError as error:
        raise ServiceUnavailableException(f"The Spark Connect endpoint {url}", str(error)) from error
