"""Two whole runs at once, of two machines that share a lake: nothing lost, nothing doubled, nothing half."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import psycopg
import pytest

from app.warehouse.open_lake import open_lake
from app.warehouse.snapshot import SnapshotStore
from pipelines.run import run_pipeline

pytestmark = pytest.mark.integration


def ready():
    """Says that a process has imported what a run needs."""
    return run_pipeline.__name__


@pytest.fixture
def run_both():
    """`run_both(first, second)`: summaries of two runs that begin together, one here and one in another process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
        elsewhere.submit(ready).result()

        def run(first, second):
            other = elsewhere.submit(run_pipeline, second)
            return run_pipeline(first), other.result()

        yield run


def test_of_two_runs_at_once_each_is_whole_or_says_that_it_was_overtaken(store, run_both, tmp_path):
    first, second = (
        store.model_copy(update={"lake_url": f"s3://{store.s3_bucket}/lake", "home": tmp_path / name})
        for name in ("first", "second")
    )
    runs = run_both(first, second)
    published = [run.snapshot for run in runs if run.snapshot]
    overtaken = [problem for run in runs for problem in run.problems]
    assert len(published) + len(overtaken) == 2
    assert all(problem.startswith("publish__snapshot: Cannot publish") for problem in overtaken), overtaken
    snapshots = SnapshotStore(open_lake(first))
    assert snapshots.current_id() == max(published)
    manifests = [snapshots.manifest(name) for name in published]
    assert [snapshots.verify(name) for name in published] == [[]] * len(published)
    hashes = [_hashes(manifest) for manifest in manifests]
    assert hashes == hashes[:1] * len(published)
    with psycopg.connect(store.database_url.replace("+psycopg", "")) as connection:
        committed = connection.execute("SELECT array_agg(id ORDER BY id) FROM stock_movements").fetchone()[0]
    assert snapshots.open().query("SELECT id FROM core.movement_v1 ORDER BY id")["id"].to_list() == committed


def _hashes(manifest):
    """Of every table but histories, which tell when the run first saw a version."""
    return {name: table.sha256 for name, table in manifest.tables.items() if not name.endswith("_history_v1")}
