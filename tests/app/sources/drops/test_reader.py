"""Reading one dropped file: good lines are taken, the others kept with their reasons, nothing is both or neither."""

import gzip
import json
import zlib
from datetime import UTC, datetime, timedelta
from io import BytesIO

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sources.drops.fields import CLOCK_SKEW
from app.sources.drops.reader import MAX_PROBLEMS, read_drop
from app.sources.drops.records import CHECKINS

GOOD = {"device": "ab12cd34", "ts": "2026-01-31T08:00:00Z", "firmware": "1.4.0", "uptime_s": 3600}
ARRIVED = datetime(2026, 1, 31, 9, tzinfo=UTC)
LIMIT = 200_000


def read(content):
    """A file that arrived an hour after GOOD."""
    return read_drop(content, "drops/a", ARRIVED, max_bytes=LIMIT)


def lines(*records):
    return b"".join(r if isinstance(r, bytes) else json.dumps(r).encode() + b"\n" for r in records)


def many(count):
    return lines(*(GOOD | {"device": f"{number:08d}"} for number in range(count)))


def devices(found):
    return [row["device_key"] for row in found.rows[CHECKINS]]


def parquet(*records):
    file = BytesIO()
    pl.DataFrame(records).write_parquet(file)
    return file.getvalue()


def zstd(content):
    return pa.compress(content, codec="zstd", asbytes=True)


def reasons(found):
    return [(problem.line, problem.reason) for problem in found.problems]


CSV = b"Device;ts;firmware;uptime_s\nab12cd34;2026-01-31T08:00:00Z;1.4.0;3600\n"
SAME = {
    "ndjson": lines(GOOD),
    "ndjson with a mark": b"\xef\xbb\xbf" + lines(GOOD),
    "ndjson in utf-16": lines(GOOD).decode().encode("utf-16"),
    "ndjson, windows line ends": lines(GOOD).replace(b"\n", b"\r\n\r\n"),
    "json over several lines": json.dumps(GOOD, indent=1).encode(),
    "a json list": json.dumps([GOOD]).encode(),
    "csv": CSV,
    "csv, other columns and commas": CSV.replace(b"uptime_s", b"uptime_s;room").replace(b";", b","),
    "parquet": parquet(GOOD),
    "parquet with instants": parquet(GOOD | {"ts": datetime(2026, 1, 31, 8, tzinfo=UTC)}),
}


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstd], ids=["plain", "gzip", "zstd"])
@pytest.mark.parametrize("name", SAME)
def test_a_check_in_is_the_same_in_every_format_told_from_its_content(name, pack):
    found = read(pack(SAME[name]))
    assert found.problems == []
    (row,) = found.rows[CHECKINS]
    row.pop("line")
    assert row == {
        "device_key": "ab12cd34",
        "checked_in_at": datetime(2026, 1, 31, 8, tzinfo=UTC),
        "firmware": "1.4.0",
        "uptime_s": 3600,
    }


def test_a_bad_line_never_stops_the_good_ones_and_says_why():
    bad = [b'{"device":\n', [], {**GOOD, "device": 7}, {**GOOD, "ts": "yesterday"}, {**GOOD, "uptime_s": -1}]
    bad += [{**GOOD, "uptime_s": True}, b"\xff\xfe\n", b"x" * 2_000_00 + b"\n"]
    found = read(lines(*bad[:-1], GOOD))
    assert [row["line"] for row in found.rows[CHECKINS]] == [8]
    assert [problem.line for problem in found.problems] == list(range(1, 8))
    assert "must be a JSON object" in found.problems[1].reason
    assert found.problems[0].excerpt == '{"device":'


def test_bad_rows_of_a_table_are_named_by_their_line_and_never_stop_the_good_ones():
    found = read(CSV + b";;;\n\nff00ff00;yesterday;;\nff00ff00;2026-01-31T08:00:00Z;;\na;b;c;d;e\n")
    assert devices(found) == ["ab12cd34", "ff00ff00"]
    assert [line for line, _ in reasons(found)] == [5, 7]
    assert "5 cells under 4 heads" in found.problems[1].reason
    assert found.problems[1].excerpt == "a;b;c;d;e"


def test_a_line_dated_after_it_arrived_is_not_believed_beyond_a_small_skew():
    at_skew = GOOD | {"device": "early", "ts": (ARRIVED + CLOCK_SKEW).isoformat()}
    beyond = GOOD | {"ts": (ARRIVED + CLOCK_SKEW + timedelta(microseconds=1)).isoformat()}
    found = read(lines(at_skew, beyond, GOOD | {"ts": "9999-12-31T23:59:59Z"}, GOOD))
    assert devices(found) == ["early", "ab12cd34"]
    words = "'ts' lies after 2026-01-31 09:00 UTC, when the line arrived; set the clock"
    assert reasons(found) == [(2, words), (3, words)]


def test_half_of_a_character_is_a_reason():
    found = read(lines(GOOD | {"device": "\ud800"}, GOOD, GOOD | {"firmware": "\udfff"}))
    assert devices(found) == ["ab12cd34"]
    assert all("half of a character" in reason for _, reason in reasons(found))


@pytest.mark.parametrize("pack", [gzip.compress, zstd], ids=["gzip", "zstd"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_of_a_file_that_was_cut_off_the_lines_before_the_cut_are_taken(pack, share):
    whole = pack(many(1500))
    found = read(whole[: int(len(whole) * share)])
    assert devices(found) == [f"{number:08d}" for number in range(len(devices(found)))]
    assert found.problems[-1].line == 0
    assert "cut off or damaged" in found.problems[-1].reason
    if pack is gzip.compress and share > 0.1:
        assert devices(found) != []


def test_of_a_packed_file_that_was_damaged_nothing_after_the_damage_is_believed():
    whole = bytearray(gzip.compress(many(1500)))
    whole[-4:] = b"\0\0\0\0"
    found = read(bytes(whole))
    assert len(devices(found)) == 1500
    assert "cut off or damaged" in found.problems[-1].reason


def test_a_last_line_without_its_end_is_a_line_like_any_other():
    assert devices(read(lines(GOOD).rstrip())) == ["ab12cd34"]
    cut = read(lines(GOOD, GOOD)[:-10])
    assert (devices(cut), [line for line, _ in reasons(cut)]) == (["ab12cd34"], [2])


def test_parquet_that_was_cut_off_or_lacks_the_device_is_refused_whole():
    assert "send it again whole" in read(parquet(GOOD)[:-20]).problems[0].reason
    assert "no column 'device'" in read(parquet({"a": 1})).problems[0].reason


BOMBS = {
    "gzip": gzip.compress(b"0" * 3_000_000),
    "zstd": zstd(b"0" * 3_000_000),
    "gzip of lines": gzip.compress(lines(GOOD) * 30_000),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_without_being_unpacked(name):
    found = read(BOMBS[name])
    assert "unpacks to more than" in found.problems[0].reason
    assert not any(found.rows.values())


FOREIGN = {
    b"": "it is empty",
    b" \n\n": "it is empty",
    gzip.compress(b"", mtime=0): "it is empty",
    gzip.compress(gzip.compress(b"x", mtime=0), mtime=0): "packed twice",
    b"PK\x03\x04rest": "ZIP archive",
    b"%PDF-1.7": "PDF",
    b"\xe9\x03\x02": "firmware image",
    b"PGDMP": "PostgreSQL dump",
    b"<?xml version='1.0'?>": "binsight import partkeepr",
    b"a note to nobody": "none of NDJSON",
    b'[{"model": "part.part", "pk": 1, "fields": {}}]': "binsight import inventree",
    b'[{"key": "ABCD", "description": "LED"}]': "binsight import predecessor",
    b'[{"box_no": 1}]': "binsight import predecessor",
    b"[]": "it holds no record",
    b"name;price\nx;1\n": "none of NDJSON",
    b"a\x00b": "none of NDJSON",
    b"\xff\xfea": "not a text",
}


@pytest.mark.parametrize("content", FOREIGN)
def test_what_is_no_drop_is_kept_whole_with_what_it_is(content):
    found = read(content)
    (problem,) = found.problems
    assert problem.line == 0
    assert FOREIGN[content] in problem.reason
    assert not any(found.rows.values())


def test_of_very_many_bad_lines_the_first_are_kept_and_the_others_counted():
    found = read(b"{\n" * (MAX_PROBLEMS + 7) + lines(GOOD))
    assert len(found.problems) == MAX_PROBLEMS + 1
    assert found.problems[-1].reason == "7 further lines could not be read"
    assert devices(found) == ["ab12cd34"]


content = st.binary(max_size=80) | st.lists(st.sampled_from([lines(GOOD), b"{", b"\n", b"\xff", b"[1]\n", CSV])).map(
    b"".join
)


@given(content.flatmap(lambda data: st.sampled_from([data, gzip.compress(data), zstd(data), zlib.compress(data)])))
def test_any_bytes_are_taken_or_kept_with_a_reason_and_never_raise(data):
    found = read(data)
    assert found.rows[CHECKINS] or found.problems
    if found.kind == "ndjson" and all(problem.line for problem in found.problems):
        taken = [row["line"] for row in found.rows[CHECKINS]] + [problem.line for problem in found.problems]
        assert len(set(taken)) == len(taken)


def test_a_list_keeps_the_place_of_what_could_not_be_read():
    found = read(json.dumps([GOOD, 7]).encode())
    assert (devices(found), [line for line, _ in reasons(found)]) == (["ab12cd34"], [2])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"device": "ab12cd34", "ts": ', "it is not JSON: expecting value, at character 30"),
        (b'{"device": "ab12\x1bcd34"}', "it is not JSON: invalid control character, at character 17"),
        (b'{"device": "ab12cd34"} more', "it is not JSON: extra data, at character 24"),
        (b'{"device": "\xe4"}', "it is not UTF-8 text, from byte 13 on; store it as UTF-8"),
        (b'{"a":' + b"[" * 100_000, "it is not a record: lists in lists, too deep to read"),
    ],
)
def test_a_line_that_is_no_json_says_so_and_where(line, reason):
    (problem,) = read(lines(GOOD, line)).problems
    assert (problem.line, problem.reason) == (2, reason)
