"""Writes frames into tables with COPY, on the connection of a SQLAlchemy session and so in its transaction."""

from typing import Any

import polars as pl
import psycopg
from psycopg import sql
from sqlalchemy.orm import Session

ROWS_PER_COPY = 200_000
"""Rows of one COPY statement; the ledger's trigger settles balances once per statement."""


def copy_frame(session: Session, table: str, frame: pl.DataFrame) -> None:
    """Append the rows of `frame`, in order, to the columns of the same names.

    Lists of plain words become arrays, text goes into JSON columns as it is.
    """
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, frame.columns))
    )
    with _driver_connection(session).cursor() as cursor:
        for rows in frame.iter_slices(ROWS_PER_COPY):
            with cursor.copy(statement) as copy:
                copy.write(_csv(rows))


def settle(session: Session, tables: list[str]) -> None:
    """Let ids go on after the rows written here, and tell the query planner about them."""
    with _driver_connection(session).cursor() as cursor:
        for table in tables:
            name = sql.Identifier(table)
            cursor.execute(
                sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), max(id)) FROM {} HAVING max(id) > 0").format(
                    sql.Literal(table), name
                )
            )
            cursor.execute(sql.SQL("ANALYZE {}").format(name))


def _csv(rows: pl.DataFrame) -> bytes:
    lists = [name for name, dtype in rows.schema.items() if isinstance(dtype, pl.List)]
    arrays = [pl.concat_str(pl.lit("{"), pl.col(name).list.join(","), pl.lit("}")).alias(name) for name in lists]
    text: str = rows.with_columns(arrays).write_csv(include_header=False, datetime_format="%Y-%m-%d %H:%M:%S%.6f+00")
    return text.encode()


def _driver_connection(session: Session) -> psycopg.Connection[Any]:
    connection = session.connection().connection.driver_connection
    if not isinstance(connection, psycopg.Connection):
        raise TypeError("demo data is written through psycopg; BINSIGHT_DATABASE_URL names another driver")
    return connection
