"""A server that is restarted while its rows flow: every reader says that the database is away, and nothing is kept."""

from concurrent.futures import ThreadPoolExecutor
from time import perf_counter, sleep

import polars as pl
import psycopg
import pytest
from psycopg import sql

from app.embedded.postgres import EmbeddedPostgres
from app.exceptions import ServiceUnavailableException
from app.services.foreign.ingest import ingest_foreign
from app.sources.foreign.mapping import load_mappings
from app.sources.postgres.snapshot import exported_snapshot
from app.warehouse.files import written_or_said
from app.warehouse.layout import LakeLayout

pytestmark = pytest.mark.integration
ROWS = """
    CREATE OR REPLACE VIEW bits AS
    SELECT n AS id, CASE n WHEN 30000 THEN {} ELSE repeat('x', 1000) END AS name FROM generate_series(1, {}) n
"""
QUERY = "SELECT id, name FROM bits"
MAPPING = "source: bench\nurl: {}\ntables: {{part: {{table: bits, columns: {{part_id: id, name: name}}}}}}\n"


@pytest.fixture(scope="module")
def server(open_folder):
    """A server that only these tests restart."""
    with EmbeddedPostgres(open_folder() / "home") as started:
        yield started


@pytest.fixture
def url(server):
    return server.url("postgres").replace("+psycopg", "")


@pytest.fixture
def bits(url):
    """Makes a view of rows, among which row 30000 (after 30 MB) has the given expression as its name."""

    def make(expression, rows=30_001):
        with psycopg.connect(url) as connection:
            connection.execute(ROWS.format(expression, rows))

    return make


@pytest.fixture
def restarted(server, url, bits):
    """Runs a function; the server is restarted once it has sent rows and waits with the next one."""
    bits("pg_sleep(60)::text")

    def restart():
        deadline = perf_counter() + 20
        with psycopg.connect(url, autocommit=True) as watcher:
            asleep = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
            while not watcher.execute(asleep).fetchone() and perf_counter() < deadline:
                sleep(0.02)
        server.stop()
        server.start()

    def run(function):
        with ThreadPoolExecutor(1) as pool:
            job = pool.submit(function)
            restart()  # here, because a server ends with the thread that started it
            return job.result()

    return run


def test_a_frame(restarted, url):
    def read():
        with exported_snapshot(url) as export:
            export.frame("bits", QUERY)

    with pytest.raises(ServiceUnavailableException, match="The database is currently unavailable"):
        restarted(read)


def test_a_file_of_the_lake_which_is_not_to_blame(restarted, url, tmp_path):
    def write():
        with exported_snapshot(url) as export, written_or_said("take in what is new"):
            export.write("bits", sql.SQL(QUERY), tmp_path / "rows.parquet")

    with pytest.raises(ServiceUnavailableException, match="The database is currently unavailable"):
        restarted(write)
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_source_which_keeps_its_rows_and_a_value_that_cannot_be_given_is_another_matter(
    server, url, bits, restarted, tmp_path
):
    layout = LakeLayout(tmp_path / "lake")

    def read():
        (tmp_path / "bench.yaml").write_text(MAPPING.format(server.url("postgres").replace("+psycopg", "")))
        (outcome,) = ingest_foreign(layout, None, load_mappings(tmp_path)).outcomes
        return outcome.reason

    reason = restarted(read)
    assert "currently unavailable" in reason
    assert "Check the url of the mapping bench" in reason
    bits("(repeat('x', n)::int)::text")
    reason = read()
    assert reason.startswith("A value of bits cannot be read:")
    assert "invalid input syntax for type integer" in reason
    bits("'y'", rows=3)
    assert read() is None
    assert pl.read_parquet(layout.work_table("raw", "foreign_part") / "bench.parquet").height == 3
