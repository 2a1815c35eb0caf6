"""A standby as a source, and transactions that were prepared: servers that are set up as ours are not."""

from pathlib import Path

import polars as pl
import psycopg
import pytest

from app.embedded.postgres import EmbeddedPostgres
from app.migrations import runner
from app.services.foreign.ingest import ingest_foreign
from app.sources.foreign.mapping import load_mappings
from app.sources.postgres.snapshot import exported_snapshot
from app.sources.postgres.watermark import read_watermark
from app.warehouse.layout import LakeLayout
from tests.app.sources.postgres.servers import caught_up, standby_of
from tests.foreign import workshop
from tests.ingesting import BATCHES, ingest_and_publish, published_rows

pytestmark = pytest.mark.integration
MANY = 80
"""Subtransactions of one transaction, more than the 64 that a server keeps in memory."""
EDIT = "INSERT INTO batches (kind, actor) VALUES ('edit', 'test')"
IDS = "SELECT id, xid FROM batches"
ALL = "SELECT array_agg(id ORDER BY id) FROM batches"


@pytest.fixture(scope="module")
def primary(open_folder):
    """A migrated server of these tests' own, which lets transactions be prepared."""
    with EmbeddedPostgres(open_folder() / "home") as started:
        url = started.url("postgres").replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET max_prepared_transactions = 2")
        started.stop()
        started.start()
        runner.upgrade(started.url("postgres"))
        yield started


@pytest.fixture(scope="module")
def url(primary):
    return primary.url("postgres").replace("+psycopg", "")


@pytest.fixture(scope="module")
def standby(primary, url):
    with psycopg.connect(url) as connection:
        (data,) = connection.execute("SHOW data_directory").fetchone()
    with standby_of(primary, Path(data).parent / "standby") as address:
        caught_up(url, address)
        yield address


def test_a_standby_is_read_as_of_one_instant_loses_nothing_and_stays_as_it_is(url, standby, tmp_path):
    writer = psycopg.connect(url)
    writer.execute(EDIT)
    for _ in range(MANY):
        writer.execute("SAVEPOINT part")
        writer.execute(EDIT)
        writer.execute("RELEASE part")
    with psycopg.connect(url) as other:
        other.execute(EDIT)
    caught_up(url, standby)
    assert ingest_and_publish(standby, tmp_path, tables=[BATCHES]).tail_rows == 1
    with exported_snapshot(standby) as export:
        seen = export.frame(BATCHES, IDS)
        writer.commit()
        caught_up(url, standby)
        assert export.frame(BATCHES, IDS).equals(seen)
    taken = ingest_and_publish(standby, tmp_path, tables=[BATCHES])
    assert (taken.whole_because, taken.new_rows) == (None, MANY + 2)
    with psycopg.connect(url) as asked, psycopg.connect(standby) as copy:
        (ids,), (copied,) = (one.execute(ALL).fetchone() for one in (asked, copy))
        assert sorted(published_rows(tmp_path, BATCHES)["id"]) == ids == copied


def test_a_standby_of_somebody_else_is_a_foreign_source(url, standby, tmp_path):
    workshop(url, tmp_path)
    caught_up(url, standby)
    mapping = tmp_path / "workshop.yaml"
    mapping.write_text(mapping.read_text().replace(url, standby))
    reading = ingest_foreign(LakeLayout(tmp_path / "lake"), None, load_mappings(mapping))
    assert reading.refused == {}
    rows = pl.read_parquet(tmp_path / "lake" / "work" / "raw" / "foreign_movement" / "shop.parquet")
    assert (rows.height, rows["is_consumption"].sum()) == (10, 7)


def test_a_transaction_that_was_prepared_and_left_is_an_open_one(url):
    with psycopg.connect(url) as writer:
        writer.execute(EDIT)
        writer.execute("PREPARE TRANSACTION 'left'")
    with exported_snapshot(url) as export:
        assert read_watermark(export.holder).oldest_write_s > 0
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("ROLLBACK PREPARED 'left'")
    with exported_snapshot(url) as export:
        assert read_watermark(export.holder).oldest_write_s == 0
