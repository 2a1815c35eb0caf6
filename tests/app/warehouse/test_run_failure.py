"""The note of the latest run that failed."""

from datetime import UTC, datetime, timedelta

from app.warehouse.layout import LakeLayout
from app.warehouse.run_failure import RunFailure, latest_failure, record_failure

AT = datetime(2026, 3, 5, 12, tzinfo=UTC)


def test_a_lake_without_a_failure_has_none(tmp_path):
    assert latest_failure(LakeLayout(tmp_path)) is None


def test_what_was_noted_is_read_back_and_an_earlier_failure_does_not_replace_a_later_one(tmp_path):
    layout = LakeLayout(tmp_path / "lake")
    late = RunFailure("late", AT, ["core.part_v1: µ", ""])
    for failure in (late, RunFailure("early", AT - timedelta(seconds=1), [])):
        record_failure(layout, failure)
        assert latest_failure(layout) == late
    later = RunFailure("later", AT + timedelta(seconds=1), [])
    record_failure(layout, later)
    assert latest_failure(layout) == later
