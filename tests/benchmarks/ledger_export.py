"""Reading a ledger out of PostgreSQL: whole against a bare COPY to nowhere, and what is new against all of it."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import psycopg
from psycopg import sql

from app.embedded.postgres import EmbeddedPostgres, installation
from app.sources.postgres.snapshot import exported_snapshot
from tests.benchmarks.commands import fresh_home
from tests.benchmarks.figure import Figure

KEY = "L5-L6"
ROWS = int(os.environ.get("BENCH_EXPORTED", "5_000_000"))
TITLE = (
    f"{ROWS:,} rows of 6 columns from the embedded PostgreSQL into Parquet (`ExportedSnapshot.write_whole`, as a run "
    "does), over one and over two connections, against one binary COPY of the same columns by `psql`, which throws the "
    "bytes away, in turns; then one row in a hundred more, read by its transactions, against the whole over two "
    "connections."
)
PSQL = installation() / "bin" / "psql"
LIMITS = {"one": 1.9, "two": 1.6, "new": 0.05}
OLD = sql.SQL("SELECT id, part_id, location_id, delta, occurred_at, xid FROM moved WHERE xid < {}::xid8")
NEW = sql.SQL("SELECT id, part_id, location_id, delta, occurred_at, xid FROM moved WHERE xid >= {}::xid8")
MAKE = """
    CREATE TABLE moved (id bigint, part_id int, location_id int, delta int, occurred_at timestamptz,
                        xid xid8 DEFAULT pg_current_xact_id())
"""
FILL = """
    INSERT INTO moved (id, part_id, location_id, delta, occurred_at)
    SELECT n, n * 7919 %% 100000, n * 104729 %% 102000, n %% 21 - 10,
           '2024-01-01'::timestamptz + n * interval '12 seconds'
    FROM generate_series(%s::bigint, %s::bigint) AS n
"""


def measure(repeats: int) -> list[Figure]:
    """Seconds of each way, and ratios in each round."""
    os.umask(0o022)
    with fresh_home() as home, EmbeddedPostgres(home) as server:
        url = server.url().replace("+psycopg", "")
        edge = _fill(url)
        seconds: dict[str, list[float]] = {"copy": [], "one": [], "two": [], "new": []}
        ways: dict[str, Callable[[], int]] = {
            "copy": lambda: _copy_to_nowhere(url, edge),
            "one": lambda: _whole(url, home, 1, edge),
            "two": lambda: _whole(url, home, 2, edge),
            "new": lambda: _new(url, home, edge),
        }
        for _ in range(repeats):
            for name, way in ways.items():
                started = perf_counter()
                way()
                seconds[name].append(perf_counter() - started)
    return _figures(seconds)


def _figures(seconds: dict[str, list[float]]) -> list[Figure]:
    def ratio(name: str, rival: str) -> tuple[float, ...]:
        return tuple(ours / theirs for ours, theirs in zip(seconds[name], seconds[rival], strict=True))

    return [
        Figure("COPY to nowhere", tuple(seconds["copy"]), "s"),
        Figure("to Parquet over one connection", tuple(seconds["one"]), "s"),
        Figure("to Parquet over two connections", tuple(seconds["two"]), "s"),
        Figure("one row in a hundred that is new", tuple(seconds["new"]), "s"),
        Figure("L5: one connection / COPY", ratio("one", "copy"), "x", LIMITS["one"]),
        Figure("L5: two connections / COPY", ratio("two", "copy"), "x", LIMITS["two"]),
        Figure("L6: what is new / whole", ratio("new", "two"), "x", LIMITS["new"]),
    ]


def _fill(url: str) -> int:
    """Make the table and its index; the first transaction whose rows are new."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(MAKE)
        connection.execute(FILL, [1, ROWS])
        connection.execute("CREATE INDEX ON moved (xid)")
        row = connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").fetchone()
        connection.execute(FILL, [ROWS + 1, ROWS + ROWS // 100])
        connection.execute("VACUUM ANALYZE moved")
    assert row is not None
    return int(row[0])


def _copy_to_nowhere(url: str, edge: int) -> int:
    rows = OLD.format(sql.Literal(str(edge))).as_string()
    command = [PSQL, url, "--quiet", "--command", f"\\copy ({rows}) to /dev/null with (format binary)"]
    return subprocess.run(command, check=True).returncode


def _whole(url: str, folder: Path, connections: int, edge: int) -> int:
    with exported_snapshot(url, connections) as export:
        paths = [folder / f"whole-{part}.parquet" for part in range(8)]
        return export.write_whole("moved", OLD.format(sql.Literal(str(edge))), paths)


def _new(url: str, folder: Path, edge: int) -> int:
    with exported_snapshot(url) as export:
        rows = export.write("moved", NEW.format(sql.Literal(str(edge))), folder / "new.parquet")
    if rows != ROWS // 100:
        raise RuntimeError(f"{rows} rows were read as new, not {ROWS // 100}")
    return rows
