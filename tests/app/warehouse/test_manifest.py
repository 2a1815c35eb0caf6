"""Manifests: what is stored can be read back, and what scripts rely on has its shape."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.warehouse.manifest import CheckOutcome, FileEntry, Manifest, TableEntry, next_id, parse_manifest, table_hash

TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
FILES = st.builds(FileEntry, path=TEXT, sha256=TEXT, bytes=st.integers(0, 2**50))
TABLES = st.builds(TableEntry, rows=st.integers(0, 2**50), sha256=TEXT, files=st.lists(FILES, max_size=3))
OUTCOMES = st.builds(
    CheckOutcome, check=TEXT, table=TEXT, status=st.sampled_from(["passed", "failed", "warned"]), message=TEXT
)
MANIFESTS = st.builds(
    Manifest,
    id=TEXT,
    created_at=st.datetimes(timezones=st.just(UTC)),
    run_id=TEXT,
    code_version=TEXT,
    watermark=st.dictionaries(TEXT, st.integers() | TEXT | st.none(), max_size=3),
    tables=st.dictionaries(TEXT, TABLES, max_size=3),
    outcomes=st.lists(OUTCOMES, max_size=5),
)


@given(MANIFESTS)
def test_what_is_stored_is_read_back(manifest):
    assert parse_manifest(json.dumps(manifest.as_json())) == manifest


@given(MANIFESTS)
def test_checks_and_rows_are_counted(manifest):
    assert sum(manifest.checks.values()) == len(manifest.outcomes)
    assert manifest.rows == {name: table.rows for name, table in manifest.tables.items()}


def test_scripts_find_the_keys_they_rely_on():
    file = FileEntry("marts/a/a.parquet", "f00", 12)
    manifest = Manifest(
        "s1",
        datetime(2026, 1, 1, tzinfo=UTC),
        "run",
        "0.1+1",
        {"as_of": "2026-01-01"},
        {"marts.a": TableEntry(3, "abc", [file])},
        [CheckOutcome("contract", "marts.a", "warned", "odd")],
    )
    told = manifest.as_json(verified=True)
    assert told.keys() >= {"id", "created_at", "run_id", "code_version", "watermark", "tables", "checks", "verified"}
    assert told["created_at"] == "2026-01-01T00:00:00+00:00"
    assert told["tables"]["marts.a"] == {
        "rows": 3,
        "sha256": "abc",
        "files": [{"path": "marts/a/a.parquet", "sha256": "f00", "bytes": 12}],
    }
    assert (told["checks"], told["verified"]) == ({"passed": 0, "failed": 0, "warned": 1}, True)
    assert manifest.as_json()["verified"] is None


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (None, "20260105T080000-abcdefgh"),
        ("20260104T235959-x", "20260105T080000-abcdefgh"),
        ("20260105T080000-zzzz", "20260105T080001-abcdefgh"),
        ("20260301T120000-x", "20260301T120001-abcdefgh"),
        ("s1", "20260105T080000-abcdefgh"),
    ],
)
def test_ids_follow_each_other_even_when_the_clock_went_back(before, expected):
    assert next_id(datetime(2026, 1, 5, 8, tzinfo=UTC), "abcdefghijkl", before) == expected


@given(st.lists(FILES, max_size=4, unique_by=lambda file: file.path), st.randoms())
def test_the_hash_of_a_table_depends_on_names_and_contents_of_its_files_alone(files, source):
    shuffled = list(files)
    source.shuffle(shuffled)
    larger = [FileEntry(file.path, file.sha256, file.bytes + 1) for file in shuffled]
    assert table_hash(larger) == table_hash(files)


def test_other_contents_or_names_give_another_hash():
    files = [FileEntry("marts/a/1.parquet", "aa", 1), FileEntry("marts/a/2.parquet", "bb", 1)]
    others = [
        [FileEntry("marts/a/1.parquet", "ab", 1), files[1]],
        [FileEntry("marts/a/3.parquet", "aa", 1), files[1]],
        files[:1],
        [],
    ]
    assert len({table_hash(made) for made in (files, *others)}) == len(others) + 1


@pytest.mark.parametrize(
    ("watermark", "expected"),
    [
        ({"exported_at": "2026-01-01T00:00:00.5+00:00"}, datetime(2026, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC)),
        ({}, datetime(2026, 1, 2, tzinfo=UTC)),
    ],
)
def test_what_was_booked_is_known_until_the_export_or_at_most_the_publish(watermark, expected):
    manifest = Manifest("s1", datetime(2026, 1, 2, tzinfo=UTC), "run", "code", watermark, {})
    assert manifest.known_until == expected
