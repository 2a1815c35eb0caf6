"""The days that can be asked for one by one."""

from datetime import UTC, datetime, timedelta

from assets.partitions import DAILY, HISTORY_START


def test_days_go_up_to_and_including_today_at_any_hour():
    for at in (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)):
        days = DAILY.get_partition_keys(current_time=at)
        assert (days[0], days[-1]) == (HISTORY_START, "2026-03-01")


def test_days_have_no_gaps_and_leap_days_count():
    days = DAILY.get_partition_keys(current_time=datetime(2026, 3, 1, tzinfo=UTC))
    first = datetime.fromisoformat(HISTORY_START)
    assert days == [f"{first + timedelta(days=number):%Y-%m-%d}" for number in range(len(days))]
    assert {"2016-02-29", "2020-02-29", "2024-02-29"} <= set(days)
