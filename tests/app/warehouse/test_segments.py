"""Segments of a growing raw table: carried from snapshot to snapshot, merged so that there are few."""

import math
from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.warehouse.files import write_parquet
from app.warehouse.manifest import Manifest
from app.warehouse.publish import publish
from app.warehouse.segments import TAIL, merge_small, segment_name, start_from_published
from app.warehouse.snapshot import SnapshotStore


def rows(*numbers):
    return pl.DataFrame({"id": numbers}, schema={"id": pl.Int64})


def read(folder):
    return sorted(pl.read_parquet(sorted(folder.glob("*.parquet")))["id"].to_list())


@pytest.fixture
def publish_log(layout, fill):
    def run(snapshot_id):
        fill([1])
        draft = Manifest(snapshot_id, datetime(2026, 1, 1, tzinfo=UTC), "r", "c", {}, {})
        return publish(layout, [], draft, retention=10, ingest=["log"])

    return run


def test_a_run_starts_from_what_was_published_and_reads_the_tail_again(layout, publish_log):
    folder = start_from_published(layout, "log", None)
    write_parquet(rows(1, 2), folder / segment_name(0, 10))
    write_parquet(rows(3), folder / TAIL)
    manifest = publish_log("s1")
    assert (manifest.ingest["log"].rows, len(manifest.ingest["log"].files)) == (3, 2)
    assert SnapshotStore(layout.root).manifest("s1") == manifest
    # A run that never published leaves nothing that counts.
    write_parquet(rows(99), folder / segment_name(10, 20))
    write_parquet(rows(1, 2, 77), folder / segment_name(0, 10))
    assert read(start_from_published(layout, "log", manifest)) == [1, 2]
    assert SnapshotStore(layout.root).verify("s1") == []


def test_a_table_once_kept_as_one_file_does_not_hide_the_segments(layout):
    write_parquet(rows(5), layout.work_table("raw", "log").with_name("log.parquet"))
    assert list(start_from_published(layout, "log", None).iterdir()) == []
    assert not layout.work_table("raw", "log").with_name("log.parquet").exists()


def test_a_changed_segment_is_found(layout, publish_log):
    write_parquet(rows(1), start_from_published(layout, "log", None) / segment_name(0, 10))
    publish_log("s1")
    path = layout.snapshot("s1") / "raw" / "log" / segment_name(0, 10)
    path.write_bytes(path.read_bytes() + b" ")
    assert SnapshotStore(layout.root).verify("s1") == [f"raw/log/{segment_name(0, 10)} was changed"]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=40))
def test_merging_keeps_every_row_and_few_files(tmp_path_factory, sizes):
    folder = tmp_path_factory.mktemp("segments")
    total = 0
    for run, size in enumerate(sizes):
        write_parquet(rows(*range(total, total + size)), folder / segment_name(run, run + 1))
        write_parquet(rows(-1), folder / TAIL)
        merge_small(folder)
        total += size
    assert read(folder) == [-1, *range(total)]
    assert len(list(folder.iterdir())) <= math.log2(total + 1) + 3
    bounds = sorted(path.stem.split("-")[:2] for path in folder.iterdir() if path.name != TAIL)
    assert [int(first) for first, _ in bounds[1:]] == [int(end) for _, end in bounds[:-1]]
    assert (int(bounds[0][0]), int(bounds[-1][1])) == (0, len(sizes))
