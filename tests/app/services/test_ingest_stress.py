"""Four writers, an ingest without pause, a reader and a killer: what was committed is in the lake, always.

`BINSIGHT_STRESS_SECONDS` says for how long (default 8; `make stress` takes 60).
"""

import multiprocessing
import os
import random
import signal
import threading
import time
from time import perf_counter

import psycopg
import pytest
from psycopg import sql

from app.sources.postgres.tables import APPEND_ONLY
from app.warehouse.layout import LakeLayout
from app.warehouse.snapshot import SnapshotStore
from tests.forks import ROOT
from tests.ingesting import (
    assert_adds_up,
    fill_for_writers,
    ingest_and_publish,
    ingest_for_ever,
    published_rows,
    writers_at_work,
)

SECONDS = float(os.environ.get("BINSIGHT_STRESS_SECONDS", "8"))
pytestmark = [pytest.mark.integration, pytest.mark.timeout(300 + SECONDS)]
WRITERS = 4


@pytest.fixture
def url(container, settings):
    fill_for_writers(container, WRITERS)
    return settings.database_url.replace("+psycopg", "")


def read(lake, stop, seen):
    """What is in force can be read whole, adds up, and never shrinks; problems are noted."""
    last = 0
    while not stop.is_set():
        try:
            if SnapshotStore(lake).current_id() is not None:
                rows = assert_adds_up(lake)
                assert rows >= last, f"{rows} rows after {last}"
                last = rows
        except FileNotFoundError:
            pass  # the snapshot was followed by others and removed while its files were opened one by one
        except AssertionError as error:
            seen.append(str(error))
        time.sleep(0.1)


def test_committed_rows_are_the_rows_of_the_lake(url, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", ROOT)
    lake, problems = tmp_path / "lake", []
    with writers_at_work(url, WRITERS) as stop:
        reader = threading.Thread(target=read, args=(lake, stop, problems))
        reader.start()
        kills = _kill_again_and_again(url, lake, perf_counter() + SECONDS)
    reader.join()
    assert problems == []
    ingest_and_publish(url, lake)
    for name in APPEND_ONLY:
        with psycopg.connect(url) as connection:
            query = sql.SQL("SELECT id FROM {} ORDER BY id").format(sql.Identifier(name))
            committed = [row[0] for row in connection.execute(query)]
        assert published_rows(lake, name)["id"].sort().to_list() == committed
        assert len(committed) > 20 * SECONDS / 10
    assert kills > 1
    assert not list(LakeLayout(lake).snapshots.glob("*.unfinished"))


def _kill_again_and_again(url, lake, until):
    """Ingest in a child without pause, killed after a second or three, until the time is up; how often."""
    forks, chance, kills = multiprocessing.get_context("forkserver"), random.Random(1), 0
    while perf_counter() < until:
        child = forks.Process(target=ingest_for_ever, args=(url, lake))
        child.start()
        child.join(chance.uniform(1, 3))
        assert child.is_alive(), "the ingest ended by itself"
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        kills += 1
    return kills
