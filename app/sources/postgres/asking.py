"""Questions about a snapshot: single rows that say where it stands, beside the frames that are taken from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import adbc_driver_postgresql.dbapi as adbc
import psycopg


class Asked(Protocol):
    """What answers questions: a connection, or another thing that does so as one does."""

    def execute(self, query: Any, params: Any = None, /) -> Any:
        """Ask; the answer has `fetchone` and `fetchall`."""


@dataclass(frozen=True)
class Rows:
    """An answer that is here already."""

    rows: Sequence[tuple[Any, ...]]

    def fetchone(self) -> tuple[Any, ...] | None:
        """The first row; None when there is none."""
        return self.rows[0] if self.rows else None

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows."""
        return list(self.rows)


class AskedBesideFrames:
    """Asks over the connection that frames come over; `words` is another one, which puts parameters into words."""

    def __init__(self, connection: adbc.Connection, words: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._words = psycopg.ClientCursor(words)

    def execute(self, query: Any, params: Any = None, /) -> Rows:
        """See `Asked`; all rows are fetched, so that nothing is left on the line."""
        with self._connection.cursor() as cursor:
            cursor.execute(self._words.mogrify(query, params))
            return Rows(cursor.fetchall())
