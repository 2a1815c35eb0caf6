"""Which files are read, and which rows count: frames against a plain dictionary."""

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from app.domain.fleet.drops import (
    REPLAYS,
    counted_rows,
    files_to_read,
    latest_manifests,
    quarantined,
    unique_checkins,
    unique_core_dumps,
    unique_logs,
)

AT = datetime(2026, 1, 1, tzinfo=UTC)
LISTING = {"key": pl.String, "size": pl.Int64, "etag": pl.String, "last_modified": pl.Datetime("us", "UTC")}
FILES = {
    "key": pl.String, "read_no": pl.Int64, "etag": pl.String, "size": pl.Int64, "parser_version": pl.Int64,
    "replay": pl.Int64,
}  # fmt: skip

version = st.tuples(st.sampled_from("xyz"), st.integers(0, 1))
reading = st.tuples(st.sampled_from("abc"), version, st.integers(1, 2), st.integers(0, 2))


def listing(objects):
    return pl.DataFrame([(key, size, etag, AT) for key, (etag, size) in objects.items()], schema=LISTING, orient="row")


def files(readings):
    rows = [
        (key, number, etag, size, parser, replay)
        for number, (key, (etag, size), parser, replay) in enumerate(readings, start=1)
    ]
    return pl.DataFrame(rows, schema=FILES, orient="row")


@given(
    st.dictionaries(st.sampled_from("abc"), version),
    st.lists(reading, max_size=6),
    st.dictionaries(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), st.integers(1, 2)),
)
def test_a_file_is_read_when_its_last_reading_was_of_other_content_by_older_code_or_for_another_replay(
    objects, readings, replays
):
    last = {key: (version, parser, replay) for key, version, parser, replay in readings}
    wanted = {}
    for key, (etag, size) in objects.items():
        asked = replays.get((key, etag), 0)
        if key not in last or last[key][:2] != ((etag, size), 2) or asked not in (0, last[key][2]):
            wanted[key] = asked
    asked_for = pl.DataFrame([(*version, number) for version, number in replays.items()], schema=REPLAYS, orient="row")
    found = files_to_read(listing(objects), files(readings), asked_for, 2)
    assert found.select("key", "replay").rows() == sorted(wanted.items())
    assert found.columns == [*LISTING, "replay"]


@given(st.lists(reading, max_size=6), st.data())
def test_rows_of_the_last_reading_of_each_file_count_and_a_deleted_file_keeps_its_own(readings, data):
    last = {key: number for number, (key, *_) in enumerate(readings, start=1)}
    rows = [(key, number, line) for number, (key, *_) in enumerate(readings, start=1) for line in (1, 2)]
    rows = data.draw(st.permutations(rows))
    frame = pl.DataFrame(rows, schema={"key": pl.String, "read_no": pl.Int64, "line": pl.Int64}, orient="row")
    counted = counted_rows(frame, files(readings))
    assert sorted(counted.rows()) == sorted((key, last[key], line) for key in last for line in (1, 2))


def test_a_line_that_came_twice_is_that_of_the_first_file_by_name():
    checkins = pl.DataFrame(
        [("b", 1, 1, "dev", AT, "1"), ("a", 2, 9, "dev", AT, "2"), ("a", 2, 3, "dev", AT, "3")],
        schema=["key", "read_no", "line", "device_key", "checked_in_at", "firmware"],
        orient="row",
    )
    known = files([("b", ("x", 1), 1, 0), ("a", ("x", 1), 1, 0)])
    (row,) = unique_checkins(checkins, known).iter_rows(named=True)
    assert (row["source"], row["firmware"]) == ("a:3", "3")


def test_problems_carry_the_facts_of_their_file_and_leave_with_its_version():
    problems = pl.DataFrame(
        [("a", 1, 4, "bad", "x"), ("a", 2, 0, "worse", "y")],
        schema=["key", "read_no", "line", "reason", "excerpt"],
        orient="row",
    )
    readings = files([("a", ("x", 1), 1, 0), ("a", ("y", 2), 1, 5)]).with_columns(
        kind=pl.lit("ndjson"), arrived_at=pl.lit(AT)
    )
    (row,) = quarantined(problems, readings).iter_rows(named=True)
    assert (row["file"], row["line"], row["etag"], row["size_bytes"], row["replay"]) == ("a", 0, "y", 2, 5)


@st.composite
def dropped(draw):
    """Readings of files as (key, minute of arrival, facts by line), one after the other."""
    facts = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("12")), max_size=3)
    readings = st.tuples(st.sampled_from("xyz"), st.integers(0, 2), facts)
    return draw(st.lists(readings, max_size=6))


def dropped_frames(readings, names):
    """The readings as `files`, and their facts as rows with the columns `names`, in no useful order."""
    known = files([(key, ("tag", 1), 1, 0) for key, _, _ in readings])
    arrived = [AT + timedelta(minutes=minute) for _, minute, _ in readings]
    rows = [
        (key, number, line, *fact)
        for number, (key, _, facts) in enumerate(readings, start=1)
        for line, fact in enumerate(facts, start=1)
    ]
    schema = {"key": pl.String, "read_no": pl.Int64, "line": pl.Int64} | dict.fromkeys(names, pl.String)
    frame = pl.DataFrame(rows[::-1], schema=schema, orient="row")
    return frame, known.with_columns(arrived_at=pl.Series(arrived, dtype=LISTING["last_modified"]))


def last_readings(readings):
    """Facts that count as (key, minute, line, fact), however often each file was read."""
    last = {key: (minute, facts) for key, minute, facts in readings}
    return [(key, minute, line, fact) for key, (minute, facts) in last.items() for line, fact in enumerate(facts, 1)]


@given(dropped())
def test_a_log_line_counts_once_however_often_it_came(readings):
    logs, known = dropped_frames(readings, ["device_key", "message"])
    found = unique_logs(logs.with_columns(logged_at=pl.lit(AT)), known)
    expected = {}
    for key, _, line, fact in sorted(last_readings(readings)):
        expected.setdefault(fact, f"{key}:{line}")
    rows = found.select("device_key", "message", "source").rows()
    assert sorted(rows) == sorted((*fact, source) for fact, source in expected.items())


@given(dropped())
def test_of_the_manifests_of_a_version_the_one_that_arrived_last_counts(readings):
    manifests, known = dropped_frames(readings, ["model_code", "firmware_version"])
    found = latest_manifests(manifests, known)
    expected = {}
    for key, minute, line, fact in sorted(last_readings(readings), key=lambda row: (row[1], row[0], row[2])):
        expected[fact] = (AT + timedelta(minutes=minute), f"{key}:{line}")
    rows = found.select("model_code", "firmware_version", "arrived_at", "source").rows()
    assert sorted(rows) == sorted((*fact, *facts) for fact, facts in expected.items())


@given(dropped())
def test_of_the_copies_of_a_dump_the_earliest_counts(readings):
    dumps, known = dropped_frames(readings, ["device_key", "sha256"])
    named = dumps.join(known.select("key", "read_no", crashed_at="arrived_at"), ["key", "read_no"])
    found = unique_core_dumps(named, known)
    expected = {}
    for key, minute, _, fact in sorted(last_readings(readings), key=lambda row: (row[1], row[0])):
        expected.setdefault(fact, (AT + timedelta(minutes=minute), key))
    rows = found.select("device_key", "sha256", "crashed_at", "source").rows()
    assert sorted(rows) == sorted((*fact, *facts) for fact, facts in expected.items())
