"""The hourly schedule: one run an hour, with days that exist at that hour."""

from datetime import UTC, datetime

import dagster as dg
import pytest

from assets.partitions import DAILY
from pipelines.definitions import build_defs
from pipelines.schedules import hourly_refresh

pytestmark = pytest.mark.integration
HOURS = [
    datetime(2026, 3, 1, 0, tzinfo=UTC),
    datetime(2026, 3, 1, 23, tzinfo=UTC),
    datetime(2024, 2, 29, 12, tzinfo=UTC),
    datetime(2026, 1, 2, 0, tzinfo=UTC),
]


def requested(hour):
    """What the schedule asks for at an hour."""
    with dg.build_schedule_context(scheduled_execution_time=hour) as context:
        return hourly_refresh(context)


@pytest.mark.parametrize("hour", HOURS)
def test_a_run_marks_the_last_seven_days_and_today_is_the_last_of_them(hour):
    tags = requested(hour).tags
    days = DAILY.get_partition_keys(current_time=hour)
    assert tags["dagster/asset_partition_range_start"] == days[-7]
    assert tags["dagster/asset_partition_range_end"] == days[-1] == hour.date().isoformat()


def test_an_hour_is_run_once_and_the_next_one_again():
    keys = [requested(hour).run_key for hour in (HOURS[0], HOURS[0], HOURS[1])]
    assert keys[0] == keys[1] != keys[2]


def test_it_runs_on_the_hour_in_utc_without_being_switched_on():
    schedule = build_defs().resolve_schedule_def("hourly_refresh")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 * * * *", "UTC")
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    assert schedule.job_name == "refresh"


def test_every_night_what_nothing_needs_is_removed():
    schedule = build_defs().resolve_schedule_def("daily_tidy_up")
    assert (schedule.cron_schedule, schedule.execution_timezone, schedule.job_name) == ("30 3 * * *", "UTC", "tidy_up")
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
