"""Two whole runs at once, of two machines that share a lake: nothing lost, nothing doubled, nothing half."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import psycopg
import pytest

from app.services.container import Container
from app.warehouse.open_lake import open_lake
from app.warehouse.run_failure import latest_failure
from app.warehouse.snapshot import SnapshotStore
from assets.publish import snapshot as publish_step
from pipelines.run import run_pipeline

pytestmark = pytest.mark.integration
PATIENCE_SECONDS = 120


@pytest.fixture
def machines(store, tmp_path):
    """Two machines on one lake in the object store."""
    on_s3 = store.model_copy(update={"lake_url": f"s3://{store.s3_bucket}/lake"})
    return [on_s3.model_copy(update={"home": tmp_path / name}) for name in ("first", "second")]


@pytest.fixture
def run_both(machines, monkeypatch):
    """`run_both(meanwhile)`: summaries of two runs, of which the second begins last and is ready to publish last.

    The first has seen the store before `meanwhile` is called, the second sees it after that; neither has published.
    """
    first, second = machines
    has_seen, may_publish, usual = Event(), Event(), publish_step.publish

    def run(meanwhile):
        with ThreadPoolExecutor(1) as thread:

            def publish(lake, *given, **options):
                if lake.layout.root == first.lake_path:
                    has_seen.set()
                    assert may_publish.wait(PATIENCE_SECONDS)
                else:
                    may_publish.set()
                    faster.result()
                return usual(lake, *given, **options)

            monkeypatch.setattr(publish_step, "publish", publish)
            faster = thread.submit(run_pipeline, first)
            assert has_seen.wait(PATIENCE_SECONDS)
            meanwhile()
            summaries = [run_pipeline(second), faster.result()][::-1]
        monkeypatch.setattr(publish_step, "publish", usual)
        return summaries

    return run


def test_what_only_the_faster_run_saw_is_not_lost_and_the_overtaken_one_is_no_failure_to_readers(machines, run_both):
    first, second = machines
    _rename(first, "in between")
    faster, overtaken = run_both(lambda: _rename(first, "last"))
    (problem,) = overtaken.problems
    assert problem.startswith("publish__snapshot: Cannot publish snapshot ")
    assert problem.endswith(
        f" because snapshot {faster.snapshot} was published meanwhile and stays in force; run the pipeline again"
    )
    assert (faster.problems, overtaken.snapshot) == ([], None)
    snapshots = SnapshotStore(open_lake(second))
    assert [manifest.id for manifest in snapshots.manifests()] == [faster.snapshot]
    assert latest_failure(open_lake(second), snapshots.open().manifest) is None
    again = run_pipeline(second)
    assert (again.problems, snapshots.manifest(again.snapshot).follows) == ([], faster.snapshot)
    assert [snapshots.verify(run.snapshot) for run in (faster, again)] == [[], []]
    _assert_nothing_is_lost_or_doubled(snapshots.open(), second)


def _rename(settings, description):
    container = Container(settings=settings)
    with container.unit_of_work() as work:
        work.parts.update("ABCD", {"description": description})
    container.engine().dispose()


def _assert_nothing_is_lost_or_doubled(snapshot, settings):
    versions = "SELECT description FROM core.part_history_v1 WHERE part_key = 'ABCD' ORDER BY valid_from"
    assert snapshot.query(versions)["description"].to_list() == ["in between", "last"]
    with psycopg.connect(settings.database_url.replace("+psycopg", "")) as connection:
        committed = connection.execute("SELECT array_agg(id ORDER BY id) FROM stock_movements").fetchone()[0]
    assert snapshot.query("SELECT id FROM core.movement_v1 ORDER BY id")["id"].to_list() == committed
