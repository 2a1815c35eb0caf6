"""Rows lost and doubled by incremental readings of a ledger whose writers commit late, ours and `dlt`'s."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

import dlt
import psycopg
from dlt.sources.sql_database import sql_table

from app.config import Settings
from app.embedded.postgres import EmbeddedPostgres
from app.migrations import runner
from app.services.container import Container
from tests.benchmarks.commands import fresh_home
from tests.benchmarks.figure import Figure
from tests.ingesting import LEDGER, fill_for_writers, ingest_and_publish, published_rows, writers_at_work

KEY = "L7"
SECONDS = float(os.environ.get("BENCH_WRITING_SECONDS", "30"))
WRITERS = 4
TITLE = (
    f"The ledger read again and again for {SECONDS:.0f} s while {WRITERS} writers commit early, late and not at all "
    "(one transaction in four is rolled back), and once more when they are done: by the ingest that a run calls, and "
    f"by `dlt` {dlt.__version__} (`sql_table`, `incremental`, append) with each of the usual cursors. Rows that were "
    "committed and are not in the result are lost; rows that are there twice are doubled. The same under kills at "
    "any step is a test (`test_ingest_stress.py`)."
)
CURSORS = ("id", "recorded_at")


def measure(repeats: int) -> list[Figure]:
    """Rows lost and doubled by each reading; measured once, however many repeats are asked for."""
    os.umask(0o022)
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    with fresh_home() as home, EmbeddedPostgres(home) as server:
        runner.upgrade(server.url())
        container = Container(settings=Settings(home=home, database_url=server.url()))
        fill_for_writers(container, WRITERS)
        container.engine().dispose()
        url = server.url().replace("+psycopg", "")
        lake = home / "lake-of-bench"
        rivals = {cursor: _Rival(server.url(), cursor, home / f"by-{cursor}") for cursor in CURSORS}
        ways = [lambda: ingest_and_publish(url, lake), *(rival.read for rival in rivals.values())]
        with writers_at_work(url, WRITERS):
            _in_turns(ways, perf_counter() + SECONDS)
        _in_turns(ways, until=0)
        with psycopg.connect(url) as connection:
            committed = [row[0] for row in connection.execute("SELECT id FROM stock_movements")]
        figures = [Figure("rows committed", (len(committed),), "rows")]
        figures += _losses("Binsight", committed, published_rows(lake, LEDGER)["id"].to_list(), limit=0)
        for cursor, rival in rivals.items():
            figures += _losses(f"dlt by {cursor}", committed, rival.ids(), limit=None)
    return figures


class _Rival:
    """One of `dlt`'s pipelines into a DuckDB file of its own."""

    def __init__(self, url: str, cursor: str, folder: Path) -> None:
        self._url, self._cursor = url, cursor
        folder.mkdir(parents=True)
        self._pipeline = dlt.pipeline(
            f"by_{cursor}",
            pipelines_dir=str(folder),
            destination=dlt.destinations.duckdb(str(folder / "rival.duckdb")),
            dataset_name="read",
        )

    def read(self) -> None:
        """Take what is new by the cursor."""
        self._pipeline.run(
            sql_table(
                self._url,
                LEDGER,
                incremental=dlt.sources.incremental(self._cursor),
                included_columns=["id", "part_id", "delta", "recorded_at"],
                primary_key="id",
                write_disposition="append",
            )
        )

    def ids(self) -> list[int]:
        """The rows it has."""
        with self._pipeline.sql_client() as client:
            return [row[0] for row in client.execute_sql(f"SELECT id FROM {LEDGER}") or ()]


def _in_turns(ways: Sequence[Callable[[], object]], until: float) -> None:
    """Each way once, and again until the time is up."""
    while True:
        for way in ways:
            way()
        if perf_counter() >= until:
            return


def _losses(name: str, committed: Sequence[int], read: Sequence[int], limit: float | None) -> list[Figure]:
    lost, doubled = len(set(committed) - set(read)), len(read) - len(set(read))
    return [Figure(f"{name}: rows lost", (lost,), "rows", limit), Figure(f"{name}: doubled", (doubled,), "rows", limit)]
