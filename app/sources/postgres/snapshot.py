"""One exported snapshot of a PostgreSQL: every table as one instant saw it, over as many connections as are useful."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import polars as pl
import psycopg
import pyarrow as pa
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from app.exceptions import ConfigurationError, ServiceUnavailableException
from app.sources.postgres.asking import Asked, AskedBesideFrames
from app.sources.postgres.stream import record_batches, stream_to_parquet

PAGES_A_CONNECTION = 8192
"""A table of fewer pages (64 MB) is read over one connection; more would cost more than they save."""


class ExportedSnapshot:
    """Reads tables as one snapshot saw them; made by `exported_snapshot`.

    Attributes:
        holder: answers questions about the snapshot, in the transaction that holds it.
    """

    def __init__(self, url: str, name: str | None, holder: psycopg.Connection[Any], connections: int) -> None:
        """`name` is what other connections join the snapshot by; None: there is but one connection."""
        self._url = url
        self._name = name
        self._connections = 1 if name is None else connections
        self._open = ExitStack()
        self.holder: Asked = AskedBesideFrames(self._shared, holder) if name is None else holder

    def close(self) -> None:
        """Close the connection that frames came over."""
        self._open.close()

    def frame(self, table: str, query: str) -> pl.DataFrame:
        """All rows of a query, in id order where it has ids.

        Raises:
            ContractViolationException: a value cannot enter the lake.
        """
        batches = list(record_batches(self._shared, table, query))
        frame = pl.DataFrame(pl.from_arrow(pa.Table.from_batches(batches)))
        return frame.sort("id") if "id" in frame.columns else frame.sort(frame.columns[:2])

    def write(self, table: str, query: sql.Composable, path: Path) -> int:
        """Write the rows of a query to a Parquet file; returns how many."""
        with nullcontext(self._shared) if self._name is None else self._connect() as connection:
            return stream_to_parquet(connection, table, query.as_string(), path)

    def write_whole(self, table: str, query: sql.Composable, paths: list[Path]) -> int:
        """Write the rows of a query to files, each a range of the table's pages; returns how many rows.

        `query` must end in a condition. There are as many files as connections are useful, of the paths given.
        """
        ranges = self._page_ranges(table, len(paths))
        with ThreadPoolExecutor(len(ranges)) as pool:
            jobs = [
                pool.submit(self.write, table, query + pages, path) for pages, path in zip(ranges, paths, strict=False)
            ]
            return sum(job.result() for job in jobs)

    def _page_ranges(self, table: str, most: int) -> list[sql.Composable]:
        """Conditions on `ctid` that cut the table into parts of equal size; the last one is open at its end."""
        row = self.holder.execute(
            "SELECT pg_relation_size(%s::regclass) / current_setting('block_size')::bigint", [table]
        ).fetchone()
        pages = row[0] if row else 0
        parts = max(1, min(self._connections, most, pages // PAGES_A_CONNECTION))
        bounds = [pages * part // parts for part in range(parts)]
        from_page = [sql.SQL(" AND ctid >= {}::tid").format(sql.Literal(f"({page},0)")) for page in bounds]
        to_page = [sql.SQL(" AND ctid < {}::tid").format(sql.Literal(f"({page},0)")) for page in bounds[1:]]
        return [first + last for first, last in zip(from_page, [*to_page, sql.SQL("")], strict=True)]

    @cached_property
    def _shared(self) -> adbc.Connection:
        """One for all small tables, one after the other: making a connection takes longer than reading such a table."""
        return self._open.enter_context(self._connect())

    @contextmanager
    def _connect(self) -> Iterator[adbc.Connection]:
        with adbc.connect(self._url) as connection:
            with connection.cursor() as cursor:
                # Statements without parameters only: the driver prepares them, and SET takes none.
                cursor.execute("SET client_encoding TO 'UTF8'")  # else text comes as the database keeps it
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                if self._name is not None:
                    cursor.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(self._name)).as_string())
            yield connection


@contextmanager
def exported_snapshot(
    database_url: str, connections: int = 2, *, named_by: str = "BINSIGHT_DATABASE_URL"
) -> Iterator[ExportedSnapshot]:
    """Open a repeatable-read snapshot that other connections join, so that all tables agree with each other.

    A standby is read over one connection. What it exports lacks the transactions that are open once one of them has
    more than 64 subtransactions: who joins sees other rows than who holds it, and, worse, marks rows of transactions
    that have yet to end as dead, so that nobody sees them on that standby any more (`ExportSnapshot` in PostgreSQL).

    Raises:
        ConfigurationError: the URL cannot be read.
        ServiceUnavailableException: the database does not answer, or stops answering before the end.
    """
    url = database_url.replace("+psycopg", "", 1)
    _check_url(url, named_by)
    try:
        with psycopg.connect(url, connect_timeout=5, client_encoding="utf8") as holder:
            holder.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            holder.read_only = True
            row = holder.execute("SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_export_snapshot() END").fetchone()
            assert row is not None  # noqa: S101 - a SELECT without FROM always returns a row
            try:
                with closing(ExportedSnapshot(url, row[0], holder, connections)) as snapshot:
                    yield snapshot
            except adbc.Error:
                holder.execute("SELECT 1")  # says that the server is gone, whatever the other connection made of it
                raise
    except (psycopg.OperationalError, adbc.OperationalError) as error:
        cause = str(error).strip().splitlines()[0].removeprefix("connection failed: ").rstrip(".")
        raise ServiceUnavailableException("The database", f"{cause}. Check {named_by}") from error


def _check_url(url: str, named_by: str) -> None:
    """What the driver says of a URL that it cannot read, or takes for a host, may be a part of the password."""
    with suppress(psycopg.ProgrammingError):
        read = conninfo_to_dict(url)
        if "@" not in f"{read.get('host')} {read.get('port')}":
            return
    remedy = "write what is no letter or digit in user and password as %XX, such as %40 for @"
    raise ConfigurationError([f"{named_by} cannot be read as the URL of a database; {remedy}"])
