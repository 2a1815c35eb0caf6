import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.sources.device_drops import CLOCK_SKEW
from app.sources.device_drops import parse_drops as parse

GOOD = {"device": "ab12cd34", "ts": "2026-01-31T08:00:00Z", "firmware": "1.4.0", "uptime_s": 3600}


ARRIVED = datetime(2026, 1, 31, 9, tzinfo=UTC)


def parse_drops(files):
    """Parse files that all arrived an hour after GOOD."""
    return parse([(key, ARRIVED, content) for key, content in files])


def lines(*records):
    return "\n".join(r if isinstance(r, str) else json.dumps(r) for r in records).encode()


def test_good_lines_become_check_ins():
    checkins, rejects = parse_drops([("drops/devices/a.ndjson", lines(GOOD))])
    assert checkins.height == 1
    assert checkins["source"].item() == "drops/devices/a.ndjson:1"
    assert rejects.is_empty()


def test_a_bad_line_never_stops_the_good_ones_and_says_why():
    bad = [
        '{"device":',
        "[]",
        {**GOOD, "device": 7},
        {**GOOD, "ts": "yesterday"},
        {**GOOD, "uptime_s": -1},
        {**GOOD, "uptime_s": True},
    ]
    checkins, rejects = parse_drops([("f", lines(*bad, GOOD))])
    assert checkins.height == 1
    assert rejects["source"].to_list() == [f"f:{n}" for n in range(1, 7)]
    assert "must be a JSON object" in rejects["reason"][1]


def test_a_line_that_comes_twice_counts_once():
    checkins, rejects = parse_drops([("b", lines(GOOD)), ("a", lines(GOOD, GOOD))])
    assert checkins["source"].to_list() == ["a:1"]
    assert rejects.is_empty()


def test_a_line_dated_after_it_arrived_is_not_believed_beyond_a_small_skew():
    at_skew = GOOD | {"device": "early", "ts": (ARRIVED + CLOCK_SKEW).isoformat()}
    beyond = GOOD | {"ts": (ARRIVED + CLOCK_SKEW + timedelta(microseconds=1)).isoformat()}
    checkins, rejects = parse_drops([("f", lines(at_skew, beyond, GOOD | {"ts": "9999-12-31T23:59:59Z"}, GOOD))])
    assert checkins["device_key"].to_list() == ["ab12cd34", "early"]
    assert rejects["source"].to_list() == ["f:2", "f:3"]
    assert set(rejects["reason"]) == {"'ts' lies after 2026-01-31 09:00 UTC, when the line arrived; set the clock"}


def test_no_files_give_empty_tables():
    checkins, rejects = parse_drops([])
    assert checkins.is_empty()
    assert rejects.is_empty()


@given(st.lists(st.binary(max_size=80), max_size=5))
def test_any_bytes_are_either_taken_or_rejected(contents):
    checkins, rejects = parse_drops([(f"f{i}", content) for i, content in enumerate(contents)])
    written = sum(1 for content in contents for line in content.splitlines() if line.strip())
    assert checkins.height + rejects.height == written
