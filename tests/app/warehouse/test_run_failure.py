"""The note of the latest run that failed: until a run publishes, whatever clocks say."""

from datetime import UTC, datetime, timedelta

import pytest

from app.warehouse.files import write_text
from app.warehouse.lake import as_lake
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest
from app.warehouse.run_failure import RunFailure, latest_failure, record_failure

AT = datetime(2026, 3, 5, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def lake(tmp_path):
    return as_lake(tmp_path / "lake")


@pytest.fixture
def in_force(lake):
    """`in_force("s2", at)`: a snapshot that was published at an instant."""

    def publish(name, at):
        manifest = Manifest(name, at, "run", "code", {}, {})
        write_text(manifest.as_text(), lake.layout.manifest(name))
        lake.switch(name, lake.pointer())
        return manifest

    return publish


def failed(run_id, at):
    return RunFailure(run_id, at, ["core.part_v1: µ", ""])


def noted(lake, manifest):
    failure = latest_failure(lake, manifest)
    return failure and failure.run_id


def test_a_lake_without_a_failure_has_none(lake):
    assert latest_failure(lake, None) is None


def test_what_was_noted_is_read_back_and_an_earlier_failure_does_not_replace_a_later_one(lake):
    late = failed("late", AT)
    for failure in (late, failed("early", AT - SECOND)):
        record_failure(lake, failure, AT)
        assert latest_failure(lake, None) == late
    record_failure(lake, failed("later", AT + SECOND), AT + SECOND)
    assert noted(lake, None) == "later"


def test_a_publish_ends_it_and_a_failure_from_before_that_is_told_too_late(lake, in_force):
    record_failure(lake, failed("first", AT), AT)
    first = in_force("s1", AT + SECOND)
    assert noted(lake, first) is None
    record_failure(lake, failed("late", AT + 2 * SECOND), AT + 2 * SECOND)
    assert noted(lake, first) == "late"
    second = in_force("s2", AT + 3 * SECOND)
    assert noted(lake, second) is None
    record_failure(lake, failed("later", AT + 2 * SECOND), AT + 9 * SECOND)
    assert noted(lake, second) is None


def test_a_clock_that_was_set_back_hides_no_failure_and_keeps_none(lake, in_force):
    ahead = in_force("s1", AT + timedelta(days=1))
    record_failure(lake, failed("of tomorrow", AT + timedelta(days=2)), AT + timedelta(days=2))
    for run_id, at in (("back", AT), ("back again", AT + SECOND)):
        record_failure(lake, failed(run_id, at), at)
        assert noted(lake, ahead) == run_id
    assert noted(lake, in_force("s2", AT - timedelta(days=1))) is None


def test_a_note_from_before_notes_named_the_snapshot_goes_by_the_clock(tmp_path):
    layout = LakeLayout(tmp_path)
    write_text('{"run_id": "old", "failed_at": "2026-03-05T12:00:00+00:00", "problems": []}', layout.last_failure)
    for created_at, expected in ((AT - SECOND, "old"), (AT, None)):
        assert noted(as_lake(layout), Manifest("s1", created_at, "run", "code", {}, {})) == expected
