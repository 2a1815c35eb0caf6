"""A table is the same however it was cut into pieces, and by month only what changed is written."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from app.warehouse import files as files_module
from app.warehouse.files import write_parquet
from app.warehouse.layout import single_file, table_files
from assets.io.table_writer import write_months, write_table

FIRST = date(2025, 12, 30)
DAYS = st.lists(st.integers(0, 70), max_size=6, unique=True).map(sorted)


def daily(offsets, size=1):
    """A table with a day, one row for each offset from `FIRST`."""
    days = [FIRST + timedelta(days=offset) for offset in offsets]
    return pl.DataFrame({"day": days, "size": [size] * len(days)}, schema={"day": pl.Date, "size": pl.Int64})


def cut(frame, at):
    """The frame in pieces that begin at the rows `at`."""
    edges = [0, *sorted(at), frame.height]
    return [frame[begin:end] for begin, end in pairwise(edges)]


def stored(folder):
    return pl.read_parquet(table_files(folder))


@given(st.lists(st.integers(0, 1000), max_size=4))
@settings(max_examples=20)
def test_the_bytes_of_a_table_do_not_tell_how_it_was_cut(cuts):
    frame = pl.DataFrame({"key": [f"{number:04}" for number in range(1000)], "size": range(1000)})
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(files_module, "ROW_GROUP_ROWS", 300)
        write_parquet(frame, Path(folder) / "whole.parquet")
        assert write_table(cut(frame, cuts), Path(folder) / "t") == 1000
        assert (Path(folder) / "t.parquet").read_bytes() == (Path(folder) / "whole.parquet").read_bytes()
        assert sorted(path.name for path in Path(folder).iterdir()) == ["t.parquet", "whole.parquet"]


def test_pieces_that_a_killed_run_left_are_not_part_of_the_table(tmp_path):
    write_parquet(daily([0, 1, 2]), tmp_path / ".t.pieces" / "000007.parquet")
    assert write_table([daily([3]), daily([4])], tmp_path / "t") == 2
    assert_frame_equal(pl.read_parquet(single_file(tmp_path / "t")), daily([3, 4]))


def test_a_piece_that_cannot_be_computed_leaves_the_table_as_it_was(tmp_path):
    def pieces():
        yield daily([5])
        raise OSError("the cluster is away")

    write_table([daily([0])], tmp_path / "t")
    with pytest.raises(OSError, match="away"):
        write_table(pieces(), tmp_path / "t")
    assert_frame_equal(pl.read_parquet(tmp_path / "t.parquet"), daily([0]))
    assert [path.name for path in tmp_path.iterdir()] == ["t.parquet"]


@given(st.lists(st.tuples(DAYS, st.integers(1, 3), st.booleans()), min_size=1, max_size=4))
def test_whatever_was_there_before_a_table_by_month_is_what_was_written_last(states):
    with TemporaryDirectory() as place:
        folder = Path(place) / "t"
        for offsets, size, is_cut in states:
            frame = daily(offsets, size)
            january = frame["day"].search_sorted(date(2026, 1, 1))
            assert write_months(cut(frame, [january] * is_cut), folder, month_of="day") == frame.height
            assert_frame_equal(stored(folder), frame)
            wanted = {f"{FIRST + timedelta(days=offset):%Y-%m}.parquet" for offset in offsets}
            assert {path.name for path in folder.iterdir()} == (wanted or {"empty.parquet"})


def test_only_months_that_changed_get_a_new_file(tmp_path):
    def files():
        return {path.name: path.stat().st_ino for path in table_files(tmp_path)}

    write_months([daily([0, 5, 40])], tmp_path, month_of="day")
    before = files()
    write_months([daily([0, 5, 6]), daily([40])], tmp_path, month_of="day")
    after = files()
    assert {name for name in after if after[name] != before[name]} == {"2026-01.parquet"}
    write_months([daily([0, 5, 6, 40]).cast({"size": pl.Int32})], tmp_path, month_of="day")
    assert stored(tmp_path).schema["size"] == pl.Int32, "another type is a change too"
