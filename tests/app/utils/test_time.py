from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exceptions import ValidationException
from app.utils.time import parse_instant, utc_now


def test_now_is_an_instant_in_utc():
    assert utc_now().utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - utc_now()) < timedelta(seconds=5)


@given(st.datetimes(timezones=st.timezones()).filter(lambda at: 1 < at.year < 9999))
def test_every_instant_can_be_read_back_as_utc(at):
    read = parse_instant(at.isoformat())
    assert read == datetime.fromisoformat(at.isoformat())
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-02-29", datetime(2024, 2, 29, tzinfo=UTC)),
        (" 2024-02-01T09:30 ", datetime(2024, 2, 1, 9, 30, tzinfo=UTC)),
        ("2024-02-01T09:30:00Z", datetime(2024, 2, 1, 9, 30, tzinfo=UTC)),
        ("2024-02-01T00:30:00+01:00", datetime(2024, 1, 31, 23, 30, tzinfo=UTC)),
    ],
)
def test_dates_are_their_midnight_and_times_without_a_zone_are_utc(text, expected):
    assert parse_instant(text) == expected


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2023-02-29", "24:00", "0001-01-01T00:00:00+05:00", "9999-12-31T23:00:00-05:00"]
)
def test_what_is_no_date_is_refused_with_the_field_and_an_example(text):
    with pytest.raises(ValidationException, match="write 2024-02-01") as caught:
        parse_instant(text, field="until")
    assert caught.value.field == "until"
