"""Where the transforms of stock and usage run: on this machine with Polars, or on a cluster behind Spark Connect.

Belongs here: opening tables of the lake as lazy frames of the chosen engine.
Does not belong here: what is computed (`app.domain`).
"""

import socket
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import narwhals as nw
import polars as pl

from app.domain.portable import Frame
from app.exceptions import ConfigurationError, ServiceUnavailableException

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
    """A Spark Connect endpoint (Spark or Sail) that sees the lake under the same path; connects when first needed."""

    def __init__(self, url: str) -> None:
        self._url = url

    def scan(self, files: Sequence[Path]) -> Frame:
        """Parquet files of one table as a lazy frame.

        Raises:
            ConfigurationError: the extra `cluster` is not installed.
            ServiceUnavailableException: nobody answers at the endpoint.
        """
        frame: Frame = nw.from_native(self._session.read.parquet(*(file.as_uri() for file in files)))
        return frame

    def close(self) -> None:
        """End the session, if there is one."""
        if "_session" in self.__dict__:
            self._session.stop()

    @cached_property
    def _session(self) -> Any:
        try:
            from pyspark.sql.connect.session import SparkSession  # noqa: PLC0415  # an optional extra
        except ImportError as error:
            raise ConfigurationError(["BINSIGHT_ENGINE: Spark Connect needs the extra `cluster`"]) from error
        _require_answer(self._url)
        session = SparkSession.builder.remote(self._url).create()
        session.conf.set("spark.sql.session.timeZone", "UTC")
        return session


def engine_at(url: str | None) -> Engine:
    """Polars without an address, else the Spark Connect endpoint `sc://host:port`."""
    return PolarsEngine() if url is None else SparkEngine(url)


def _require_answer(url: str) -> None:
    """The client itself would try for minutes before it says anything."""
    address = urlsplit(url)
    try:
        socket.create_connection((address.hostname, address.port or DEFAULT_PORT), CONNECT_SECONDS).close()
    except OSError as error:
        raise ServiceUnavailableException(f"The Spark Connect endpoint {url}", str(error)) from error
