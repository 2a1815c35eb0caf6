"""What a run starts from: one snapshot for all of its steps, and a publish only while that one is in force."""

import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.contracts.base import Column
from app.exceptions import InvalidOperationException, OvertakenException, SnapshotNotFoundException
from app.warehouse.files import write_parquet
from app.warehouse.lake import LocalLake
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest
from app.warehouse.publish import publish
from app.warehouse.run_base import RunBase
from app.warehouse.snapshot import SnapshotStore
from tests.app.warehouse.conftest import TABLE

pytestmark = pytest.mark.integration


class Machine:
    """One machine: a work area of its own beside a lake that all share. Its runs carry on a list of sizes."""

    def __init__(self, root, name, numbers):
        layout = LakeLayout(root)
        layout.work, layout.base = root / name, root / name / "base.json"
        self.lake, self.store = LocalLake(layout), SnapshotStore(LocalLake(layout))
        self._numbers, self._name = numbers, name
        self.run_id = None

    def begin(self):
        """Another run."""
        self.run_id = f"{self._name} {next(self._numbers)}"
        return self.base.fix()

    @property
    def base(self):
        return RunBase(self.lake, self.run_id)

    def sizes(self):
        """What was published before this run, as a step of it is told."""
        before = self.base.frame(TABLE)
        return [] if before is None else before["size"].to_list()

    def publish(self, size, *, retention=1):
        """Publish what was known and one size more, in order of time."""
        sizes = [*self.sizes(), size]
        frame = pl.DataFrame({"name": [f"{number:04d}" for number in range(len(sizes))], "size": sizes})
        write_parquet(frame, self.lake.layout.work_file("marts", "thing_v1"))
        made, name = datetime(2026, 1, 1, tzinfo=UTC), f"s{next(self._numbers):04d}"
        draft = Manifest(name, made, self.run_id, "code", {}, {}, follows=self.base.fix())
        return publish(self.lake, [TABLE], draft, retention=retention)


@pytest.fixture
def machines(tmp_path):
    numbers = count(1)
    return [Machine(tmp_path / "lake", name, numbers) for name in ("first", "second")]


STEPS = st.lists(st.tuples(st.sampled_from(["begin", "look", "publish"]), st.integers(0, 1)), min_size=4, max_size=14)


@given(STEPS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_published_is_never_lost_whatever_runs_overlap(tmp_path_factory, steps):
    """Beside the rule a list: all that published runs have seen, in the order of their publishes."""
    numbers, root = count(1), tmp_path_factory.mktemp("lakes")
    machines = [Machine(root / "lake", name, numbers) for name in ("first", "second")]
    begun, seen, versions = [None, None], [], count(1)
    for step, number in steps:
        machine = machines[number]
        if step == "begin" or begun[number] is None:
            begun[number] = (list(seen), next(versions))
            machine.begin()
        elif step == "look" and begun[number][0] == seen:
            assert machine.sizes() == seen
        elif step == "publish":
            if begun[number][0] == seen:
                machine.publish(begun[number][1])
                seen.append(begun[number][1])
            else:
                with pytest.raises(OvertakenException, match="was published meanwhile and stays in force"):
                    machine.publish(begun[number][1])
            begun[number] = None
        if seen:
            opened = machine.store.open().query("SELECT size FROM marts.thing_v1 ORDER BY name")
            assert opened["size"].to_list() == seen


def test_every_step_of_a_run_has_the_same_base_and_the_next_run_another(machines):
    first, second = machines
    assert [first.begin(), second.begin()] == [None, None]
    published = first.publish(1, retention=9)
    assert (second.base.fix(), second.base.manifest(), second.base.with_segments(), second.sizes()) == (
        None,
        None,
        None,
        [],
    )
    assert second.begin() == published.id
    followed = first.begin() and first.publish(2, retention=9)
    assert (second.base.fix(), second.sizes()) == (published.id, [1])
    assert second.base.manifest() == published
    assert (second.begin(), second.sizes(), followed.follows) == (followed.id, [1, 2], published.id)


def test_a_base_that_was_removed_after_another_publish_is_one_that_was_overtaken(machines):
    first, second = machines
    first.begin()
    published = first.publish(1)
    second.begin()
    first.begin()
    followed = first.publish(2)
    sentence = (
        f"Cannot carry on snapshot {published.id} because snapshot {followed.id} was published meanwhile and stays in "
        "force; run the pipeline again"
    )
    for look in (second.base.manifest, second.base.with_segments, second.sizes):
        with pytest.raises(OvertakenException, match=sentence):
            look()


def test_a_base_that_is_in_force_and_damaged_was_not_overtaken(machines):
    first, _ = machines
    first.begin()
    published = first.publish(1)
    first.begin()
    first.lake.layout.manifest(published.id).unlink()
    with pytest.raises(InvalidOperationException, match=r"it is in force and its files are gone; .* --restore"):
        first.sizes()
    first.lake.layout.pointer.unlink()
    with pytest.raises(InvalidOperationException, match="what was in force when the run began is no longer"):
        first.sizes()


def test_a_lake_that_lost_its_pointer_says_so_and_begins_nothing_anew(machines):
    first, second = machines
    first.begin()
    published = first.publish(1, retention=9)
    first.begin()
    followed = first.publish(2, retention=9)
    first.lake.layout.pointer.unlink()
    sentence = (
        "Cannot tell which snapshot is in force because current.json of the lake is gone; the newest of 2 is "
        f"{followed.id}; `binsight snapshot {followed.id} --restore` puts it in force again"
    )
    for look in (second.begin, first.store.open):
        with pytest.raises(InvalidOperationException, match=re.escape(sentence)):
            look()
    with pytest.raises(SnapshotNotFoundException):
        first.store.restore("s9999")
    first.store.restore(followed.id)
    assert (second.begin(), second.sizes()) == (followed.id, [1, 2])
    taken = f"Cannot put snapshot {published.id} in force because {followed.id} is in force already"
    with pytest.raises(InvalidOperationException, match=taken):
        first.store.restore(published.id)


def test_another_snapshot_can_be_put_in_the_place_of_one_that_is_lost(machines):
    first, _ = machines
    for size in (1, 2):
        first.begin()
        lost = first.publish(size, retention=9).id
    kept = next(manifest.id for manifest in first.store.manifests() if manifest.id != lost)
    shutil.rmtree(first.lake.layout.snapshot(lost))
    first.store.restore(kept)
    first.begin()
    assert first.sizes() == [1]
    first.publish(3)
    first.begin()
    assert first.sizes() == [1, 3]


def test_a_first_publish_that_was_cut_off_is_no_lost_pointer(machines):
    first, second = machines
    first.begin()
    first.publish(1)
    first.lake.layout.pointer.unlink()
    assert second.begin() is None
    with pytest.raises(SnapshotNotFoundException):
        first.store.open()


def test_a_table_of_other_columns_is_not_carried_on(machines):
    first, _ = machines
    first.begin()
    first.publish(1)
    first.begin()
    columns = (TABLE.columns[0],)
    other = [type(TABLE)(**vars(TABLE) | change) for change in ({"columns": columns}, {"version": 2})]
    assert [first.base.frame(table) for table in (TABLE, *other)][1:] == [None, None]


def test_a_table_that_got_a_column_is_carried_on_with_nothing_in_it(machines):
    first, _ = machines
    first.begin()
    first.publish(1)
    first.begin()
    name, size = TABLE.columns
    note = Column("note", pl.String, "new", nullable=True)
    carried = first.base.frame(replace(TABLE, columns=(name, note, size)))
    assert carried.rows() == [("0000", None, 1)]
    assert carried.schema == {"name": pl.String, "note": pl.String, "size": pl.Int64}
    needed = Column("note", pl.String, "new")
    assert first.base.frame(replace(TABLE, columns=(name, needed, size))) is None
