"""What is read of a growing table: only what ended since, unless the history is another one."""

from dataclasses import replace

import pytest

from app.domain.ingest.reading import Position, Reading, plan_reading

BEFORE = Position("77/1/16384", 2600, "abc", xmin=100, xmax=110)


def test_the_first_reading_is_whole():
    assert plan_reading(None, BEFORE) == Reading(0, 100, "nothing of it was published before")


def test_later_readings_take_what_ended_since():
    reading = plan_reading(BEFORE, replace(BEFORE, xmin=150, xmax=151))
    assert reading == Reading(100, 150)
    assert not reading.is_whole


def test_nothing_ended_is_nothing_to_read():
    assert plan_reading(BEFORE, replace(BEFORE, xmax=120)) == Reading(100, 100)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"source": "77/2/16384"}, "restored or failed over"),
        ({"source": "78/1/16384"}, "another one"),
        ({"xmin": 20, "xmax": 30}, "went back"),
        ({"xmin": 99, "xmax": 200}, "went back"),
        ({"table_file": 2601}, "truncated"),
        ({"query": "xyz"}, "other columns"),
    ],
)
def test_another_history_is_read_whole_and_says_why(change, reason):
    now = replace(BEFORE, **({"xmin": 500, "xmax": 510} | change))
    reading = plan_reading(BEFORE, now)
    assert (reading.first, reading.end, reading.is_whole) == (0, now.xmin, True)
    assert reason in reading.reason
