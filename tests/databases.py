"""Databases of tests: a clone of the migrated template, used by one test after the other."""

from dataclasses import dataclass
from itertools import count

import psycopg
from psycopg import Connection

from app.embedded.postgres import EmbeddedPostgres

_numbers = count(1)


def number() -> int:
    """A number that no other database or bucket of this process carries."""
    return next(_numbers)


@dataclass
class ReusedDatabase:
    """A clone of the template that tests use one after the other."""

    postgres: EmbeddedPostgres
    template: str
    name: str = ""
    schema: str = ""
    _connection: Connection[tuple[str]] | None = None

    def make(self) -> None:
        """A new clone."""
        self.name = f"test_{number()}"
        execute(self.postgres, f"CREATE DATABASE {self.name} TEMPLATE {self.template}")
        self.schema = _schema_of(self._connected())

    def empty(self) -> None:
        """Take away what a test left: work, rows, settings, numbers - or the database, if its schema changed.

        Idle connections stay for the next test, unless settings of the database were changed.
        """
        connection = self._connected()
        connection.execute(_END_OTHERS)
        if _schema_of(connection) == self.schema:
            connection.execute(_EMPTY)
            connection.execute(f"ALTER DATABASE {self.name} RESET ALL".encode())
        else:
            execute(self.postgres, f"DROP DATABASE {self.name} WITH (FORCE)")
            self.make()

    def _connected(self) -> Connection[tuple[str]]:
        """A connection that is kept, because signing in takes longer than emptying."""
        if self._connection is None or self._connection.info.dbname != self.name or self._connection.closed:
            self._connection = _connect(self.postgres, self.name)
        return self._connection


_EMPTY = """
    DO $$ DECLARE name text; BEGIN
        SET LOCAL session_replication_role = replica;  -- triggers and references rest
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
            EXECUTE format('DELETE FROM %I', name);
        END LOOP;
        PERFORM setval(seqrelid, seqstart, false) FROM pg_sequence;
    END $$
"""
_END_OTHERS = """
    SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND (state <> 'idle' OR EXISTS (
        SELECT FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase AND d.datname = current_database()
    ))
"""
_SCHEMA = """
    SELECT string_agg(line, ';' ORDER BY line) FROM (
        SELECT format('%s %s', c.relname, a.attname) AS line FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
            JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname NOT IN ('pg_catalog', 'information_schema')
            WHERE n.nspname NOT LIKE 'pg_%'
        UNION ALL SELECT format('%s %s %s', tgrelid::regclass, tgname, tgenabled)
            FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT format('%s %s', conrelid::regclass, conname)
            FROM pg_constraint WHERE contype IN ('c', 'u', 'f')
        UNION ALL SELECT version_num FROM alembic_version
    ) AS lines
"""


def _schema_of(connection: Connection[tuple[str]]) -> str:
    (schema,) = connection.execute(_SCHEMA).fetchone() or ("",)
    return schema


def _connect(postgres: EmbeddedPostgres, database: str) -> Connection[tuple[str]]:
    return psycopg.connect(postgres.url(database).replace("+psycopg", ""), autocommit=True)


def execute(postgres: EmbeddedPostgres, statement: str) -> None:
    """Run one statement of the server's, such as CREATE DATABASE."""
    with _connect(postgres, "postgres") as connection:
        connection.execute(statement.encode())
