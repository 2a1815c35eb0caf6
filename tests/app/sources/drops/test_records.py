"""Records of dropped files: told apart by their fields; what is wrong is named by field, with what to give."""

import gzip
import json
from datetime import UTC, datetime
from io import BytesIO

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.contracts.registry import RAW_DROPS
from app.domain.quality.conform import conform
from app.domain.quality.contract_check import violations
from app.sources.drops.reader import read_drop
from app.sources.drops.records import CHECKINS, LOGS, MANIFESTS, read_record

ARRIVED = datetime(2026, 1, 31, 9, tzinfo=UTC)
AT = datetime(2026, 1, 31, 8, tzinfo=UTC)
CHECKIN = {"device": "ab12cd34", "ts": "2026-01-31T08:00:00Z", "firmware": "1.4.0", "uptime_s": 3600}
LOG = {"device": "ab12cd34", "ts": "2026-01-31T08:00:00Z", "level": "W", "message": "low", "firmware": "1.4.0"}
MANIFEST = {
    "model": "soil_node", "firmware_version": "1.4.0", "built_at": "2026-01-31T08:00:00Z", "chip": "esp32s3",
    "idf_version": "5.3.1", "git_commit": "0f3a9c1", "elf_sha256": "AB" * 32, "image_sha256": "cd" * 32,
    "image_bytes": 934112,
}  # fmt: skip
ROWS = {
    LOGS: {"device_key": "ab12cd34", "logged_at": AT, "level": "warning", "message": "low", "firmware": "1.4.0"},
    MANIFESTS: {
        "model_code": "soil_node", "firmware_version": "1.4.0", "built_at": AT, "chip": "esp32s3",
        "idf_version": "5.3.1", "git_commit": "0f3a9c1", "elf_sha256": "ab" * 32, "image_sha256": "cd" * 32,
        "image_bytes": 934112,
    },
}  # fmt: skip


def parquet(record):
    file = BytesIO()
    pl.DataFrame([record]).write_parquet(file)
    return file.getvalue()


def csv(record):
    return f"{';'.join(record)}\n{';'.join(map(str, record.values()))}\n".encode()


FORMATS = {
    "ndjson": lambda record: json.dumps(record).encode() + b"\n",
    "json over several lines": lambda record: json.dumps(record, indent=1).encode(),
    "a json list": lambda record: json.dumps([record]).encode(),
    "csv": csv,
    "parquet": parquet,
    "gzip": lambda record: gzip.compress(json.dumps(record).encode(), mtime=0),
}


@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize(("table", "record"), [(LOGS, LOG), (MANIFESTS, MANIFEST)])
def test_a_record_is_the_same_in_every_format(table, record, write):
    found = read_drop(write(record), "drops/a", ARRIVED, max_bytes=200_000)
    assert (found.problems, list(found.rows)) == ([], [table])
    (row,) = found.rows[table]
    row.pop("line")
    assert row == ROWS[table]


def test_the_records_of_one_file_may_be_of_different_kinds():
    lines = b"".join(json.dumps(record).encode() + b"\n" for record in (LOG, CHECKIN, MANIFEST, {"x": 1}))
    found = read_drop(lines, "drops/a", ARRIVED, max_bytes=200_000)
    assert {table: [row["line"] for row in rows] for table, rows in found.rows.items()} == {
        LOGS: [1], CHECKINS: [2], MANIFESTS: [3],
    }  # fmt: skip
    assert [problem.line for problem in found.problems] == [4]


@pytest.mark.parametrize(
    ("record", "changed", "reason"),
    [
        (CHECKIN, {"device": None}, "'device' is missing; give the key of a device, like ab12cd34"),
        (CHECKIN, {"ts": "soon"}, "'ts' is 'soon'; give an ISO timestamp, like 2026-01-31T08:00:00Z"),
        (CHECKIN, {"ts": 7}, "'ts' is 7; give an ISO timestamp, like 2026-01-31T08:00:00Z"),
        (CHECKIN, {"ts": "0001-01-01T00:00:00+05:00"}, "'ts' is '0001-01-01T00:00:00+05:00'; give an ISO timestamp"),
        (CHECKIN, {"ts": None}, "'ts' is missing; give an ISO timestamp, like 2026-01-31T08:00:00Z"),
        (CHECKIN, {"uptime_s": True}, "'uptime_s' is True; give a whole number of seconds, or leave it out"),
        (LOG, {"message": None}, "'message' is missing; give the words that the device logged"),
        (LOG, {"message": ["a"]}, "'message' is a list or an object; give the words that the device logged"),
        (
            LOG,
            {"message": "\x1b[0m \n"},
            "'message' is blank; give the words that the device logged, or leave the line out",
        ),
        (
            LOG,
            {"level": "loud"},
            "'level' is 'loud'; give one of error, warning, info, debug, verbose, or leave it out",
        ),
        (LOG, {"firmware": "\ud800"}, "'firmware' contains half of a character (a lone surrogate); write the file in "),
        (MANIFEST, {"model": None}, "'model' is missing; give the code of its device model, like soil_node"),
        (MANIFEST, {"model": "Soil node"}, "'model' is 'Soil node'; give the code of its device model, like soil_node"),
        (MANIFEST, {"firmware_version": None}, "'firmware_version' is missing; give its version, like 1.4.0"),
        (MANIFEST, {"firmware_version": "1 4"}, "'firmware_version' is '1 4'; give its version, like 1.4.0"),
        (MANIFEST, {"elf_sha256": "ab" * 40}, "'elf_sha256' is 'abababababababababababababababababababa…; give the"),
        (MANIFEST, {"image_bytes": 0}, "'image_bytes' is 0; give a whole number of bytes from 1, or leave it out"),
        (MANIFEST, {"built_at": "2027-01-01"}, "'built_at' lies after 2026-01-31 09:00 UTC, when the line arrived"),
    ],
)
def test_what_is_wrong_is_named_by_field_with_what_to_give(record, changed, reason):
    with pytest.raises(ValueError, match=r"; (give|write|set) ") as refusal:
        read_record(record | changed, ARRIVED)
    assert str(refusal.value).startswith(reason)


def test_the_manifest_that_builds_write_beside_an_image_lacks_its_model():
    with pytest.raises(ValueError, match="'model' is missing"):
        read_record({"git_commit": "0f3a9c1", "idf_version": "5.3.1", "firmware_version": "1.4.0"}, ARRIVED)


def test_colours_and_line_ends_are_no_part_of_a_message():
    _, row = read_record(LOG | {"message": "\x1b[0;31mE (12) wifi:  lost\x1b[0m\r\n", "level": None}, ARRIVED)
    assert (row["message"], row["level"]) == ("E (12) wifi:  lost", None)


value = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.lists(st.none(), max_size=1)
record = st.sampled_from([CHECKIN, LOG, MANIFEST]).flatmap(
    lambda given_: st.dictionaries(st.sampled_from(sorted(given_)), value, max_size=2).map(lambda odd: given_ | odd)
)


@settings(max_examples=25)
@given(st.lists(record, max_size=3))
def test_whatever_fields_hold_a_row_keeps_its_contract_or_the_line_is_refused(records):
    found = read_drop(json.dumps(records).encode(), "drops/a", ARRIVED, max_bytes=200_000)
    lines = [row["line"] for rows in found.rows.values() for row in rows] + [p.line for p in found.problems if p.line]
    assert sorted(lines) == list(range(1, len(records) + 1))
    for contract in RAW_DROPS:
        if rows := found.rows.get(contract.name):
            frame = pl.DataFrame([row | {"key": "drops/a", "read_no": 1} for row in rows], schema=contract.schema)
            assert violations(conform(frame, contract), contract) == []
