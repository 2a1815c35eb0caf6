"""An ingest and a publish without Dagster, as tests and benchmarks run them by the hundred."""

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from threading import Event, Thread

import polars as pl
import psycopg

from app.services.container import Container
from app.services.ingest_service import Taken, take_new_rows
from app.sources.postgres.snapshot import exported_snapshot
from app.sources.postgres.tables import APPEND_ONLY, MUTABLE
from app.sources.postgres.watermark import read_watermark
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest
from app.warehouse.publish import publish
from app.warehouse.snapshot import SnapshotStore

LEDGER = "stock_movements"
BATCHES = "batches"
BALANCES = "part_locations"
INSERT = """
    WITH batch AS (INSERT INTO batches (kind, actor) VALUES ('receive', 'test') RETURNING id)
    INSERT INTO stock_movements (part_id, location_id, delta, reason, actor, batch_id, occurred_at)
    SELECT pl.part_id, pl.location_id, 1, 'receive', 'test', batch.id, now()
    FROM part_locations pl, batch ORDER BY pl.part_id OFFSET %s LIMIT 1
"""
"""One line of the ledger in a batch of its own, for the part and slot of the writer of this number."""
EDIT = "INSERT INTO batches (kind, actor) VALUES ('edit', 'test')"
"""A batch without a line."""
_numbers = count(1)


def fill_for_writers(container: Container, writers: int) -> None:
    """One part for each writer, ten of it in a slot of its own, so that no writer waits for another."""
    with container.unit_of_work() as work:
        work.boxes.create("Drawer", writers)
        for number in range(writers):
            work.parts.create(key=f"AAA{chr(ord('A') + number)}", description="Part")
    with container.unit_of_work() as work:
        for number in range(writers):
            work.stock.receive(f"AAA{chr(ord('A') + number)}", f"1-{number + 1}", 10)


@contextmanager
def writers_at_work(url: str, writers: int) -> Iterator[Event]:
    """Writers until the block ends, or the event it is given is set; then each finishes its transaction."""
    stop = Event()
    threads = [Thread(target=_write, args=(url, number, stop)) for number in range(writers)]
    for thread in threads:
        thread.start()
    try:
        yield stop
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _write(url: str, writer: int, stop: Event) -> None:
    """Transactions of any length; one in four is rolled back, and long ones commit after many short ones."""
    chance = random.Random(writer)
    with psycopg.connect(url) as connection:
        while not stop.is_set():
            for _ in range(chance.randint(1, 5)):
                connection.execute(INSERT, [writer])
                time.sleep(chance.choice([0, 0, 0.01, 0.3]))
            if chance.random() < 0.25:
                connection.rollback()
            else:
                connection.commit()


def in_force(store: SnapshotStore) -> Manifest | None:
    """Manifest of the snapshot in force; None when nothing was published yet."""
    snapshot_id = store.current_id()
    return None if snapshot_id is None else store.manifest(snapshot_id)


def ingest(database_url: str, lake: Path, *, tables: Sequence[str] = (*APPEND_ONLY,)) -> tuple[Taken, Manifest]:
    """Bring the work area up to the database; what was taken of the first table, and the draft of a manifest."""
    layout = LakeLayout(lake)
    published = in_force(SnapshotStore(lake))
    with exported_snapshot(database_url) as export:
        watermark = read_watermark(export.holder).after(published.watermark if published else None)
        balances = export.frame(BALANCES, MUTABLE[BALANCES])
        write_parquet(balances, layout.work_file("raw", BALANCES))
        taken = {name: take_new_rows(export, watermark, layout, name, published) for name in tables}
    now, before = datetime.now(UTC), published.id if published else None
    draft = Manifest(
        f"{now:%Y%m%dT%H%M%S%f}-{next(_numbers):04d}", now, "run", "code", watermark.as_json(), {}, follows=before
    )
    return taken[tables[0]], draft


def ingest_and_publish(database_url: str, lake: Path, *, tables: Sequence[str] = (*APPEND_ONLY,)) -> Taken:
    """The same, published; the balances of the same instant go with it."""
    taken, draft = ingest(database_url, lake, tables=tables)
    publish(LakeLayout(lake), [], draft, retention=3, ingest=(*tables, BALANCES))
    return taken


def published_rows(lake: Path, name: str = LEDGER) -> pl.DataFrame:
    """What the snapshot in force holds of a raw table."""
    manifest = in_force(SnapshotStore(lake))
    assert manifest is not None
    folder = LakeLayout(lake).snapshot(manifest.id)
    return pl.read_parquet([folder / file.path for file in manifest.ingest[name].files])


def ingest_for_ever(database_url: str, lake: Path) -> None:
    """Ingest and publish without pause, until somebody ends the process."""
    while True:
        ingest_and_publish(database_url, lake)


def assert_adds_up(lake: Path) -> int:
    """The ledger's sums are the balances of the same instant, and the batch of every line is there.

    No row is there twice. Returns how many lines there are.
    """
    manifest = in_force(SnapshotStore(lake))
    assert manifest is not None
    folder = LakeLayout(lake).snapshot(manifest.id)
    ledger, batches, balances = (
        pl.read_parquet([folder / file.path for file in manifest.ingest[name].files])
        for name in (LEDGER, BATCHES, BALANCES)
    )
    sums = ledger.group_by("part_id", "location_id").agg(quantity=pl.col("delta").sum().cast(pl.Int64))
    held = balances.with_columns(pl.col("quantity").cast(pl.Int64))
    assert (
        sums.filter(pl.col("quantity") != 0).sort("part_id", "location_id").rows()
        == held.sort("part_id", "location_id").rows()
    )
    assert ledger["id"].is_unique().all()
    assert batches["id"].is_unique().all()
    assert ledger.join(batches, left_on="batch_id", right_on="id", how="anti").is_empty()
    return ledger.height
