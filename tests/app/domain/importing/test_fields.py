from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.importing.fields import MAX_WHOLE, instant, text, whole
from app.exceptions import ValidationException

ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers(), max_size=2), st.binary()
)


def outcome(read, value):
    try:
        return read({"f": value}, "f"), None
    except ValidationException as refusal:
        return None, refusal


@given(ANYTHING)
def test_any_value_is_read_or_refused_with_its_field(value):
    for read in (text, whole, instant):
        found, refusal = outcome(read, value)
        assert found is None or isinstance(found, str | int | datetime)
        assert refusal is None or (refusal.field == "f" and len(refusal.message) < 200)


@pytest.mark.parametrize(
    ("row", "expected"), [({}, None), ({"f": None}, None), ({"f": " \t"}, None), ({"f": " a "}, " a ")]
)
def test_blank_is_missing(row, expected):
    assert text(row, "f") == expected


@pytest.mark.parametrize("row", [{}, {"f": None}, {"f": ""}, {"f": "  "}])
def test_what_is_required_must_be_there(row):
    with pytest.raises(ValidationException, match="f is missing"):
        text(row, "f", required=True)


def test_numbers_have_bounds_and_defaults():
    assert whole({"f": 0}, "f") == 0
    assert whole({"f": MAX_WHOLE}, "f", minimum=1) == MAX_WHOLE
    assert whole({}, "f", default=3) == whole({"f": None}, "f", default=3) == 3
    for row in ({}, {"f": -1}, {"f": MAX_WHOLE + 1}, {"f": 1.0}, {"f": "1"}, {"f": True}):
        with pytest.raises(ValidationException):
            whole(row, "f")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-01-31", datetime(2024, 1, 31, tzinfo=UTC)),
        ("2024-01-31T08:00:00", datetime(2024, 1, 31, 8, tzinfo=UTC)),
        ("2024-01-31T08:00:00+05:30", datetime(2024, 1, 31, 2, 30, tzinfo=UTC)),
        ("2024-01-31 08:00:00.123456Z", datetime(2024, 1, 31, 8, 0, 0, 123456, tzinfo=UTC)),
    ],
)
def test_timestamps_without_a_zone_are_utc(value, expected):
    assert instant({"f": value}, "f") == expected


@pytest.mark.parametrize(
    "value", ["", "yesterday", "31.01.2024", "2024-02-30", "0001-01-01T00:00:00+05:00", "9999-12-31T23:00:00-05:00", 5]
)
def test_what_is_no_instant_is_refused_with_an_example(value):
    with pytest.raises(ValidationException, match="such as 2024-01-31T08:00:00"):
        instant({"f": value}, "f")
