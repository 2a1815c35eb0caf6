"""Files of the lake: whole or not there, and the same rows are the same bytes."""

import os
import threading

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exceptions import InvalidOperationException
from app.warehouse.files import sha256, write_parquet, write_text
from app.warehouse.layout import LakeLayout, table_files

FRAME = pl.DataFrame({"name": ["a", "µ", None], "size": [1, 2, None], "tags": [["x"], [], None]})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "er" / "table.parquet"


def test_a_frame_comes_back_as_it_went(path):
    write_parquet(FRAME, path)
    assert pl.read_parquet(path).equals(FRAME)
    assert pl.read_parquet(path).schema == FRAME.schema


@given(rows=st.lists(st.tuples(st.text(max_size=5), st.integers(-9, 9), st.floats(allow_nan=False)), max_size=50))
@settings(max_examples=20)
def test_the_same_rows_are_the_same_bytes(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("files")
    for name in ("a", "b"):
        frame = pl.DataFrame(rows, schema={"s": pl.String, "i": pl.Int64, "f": pl.Float64}, orient="row")
        write_parquet(frame, folder / name)
    assert sha256(folder / "a") == sha256(folder / "b")


@pytest.mark.parametrize("write", [lambda path: write_parquet(FRAME, path), lambda path: write_text("new", path)])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(path, monkeypatch, write):
    path.parent.mkdir(parents=True)
    path.write_text("old")

    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.LazyFrame, "sink_parquet", full)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises((OSError, InvalidOperationException), match="No space left"):
        write(path)
    assert path.read_text() == "old"
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_readers_never_see_half_a_file(path):
    write_text("0" * 100_000, path)
    seen, stop = set(), threading.Event()

    def read():
        while not stop.is_set():
            content = path.read_text()
            seen.add((len(content), content[:1] == content[-1:]))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(50):
        write_text(str(number % 10) * 100_000, path)
    stop.set()
    reader.join()
    assert seen == {(100_000, True)}


def test_an_older_reader_keeps_what_it_opened(path):
    write_text("old", path)
    with path.open(encoding="utf-8") as held:
        write_text("new", path)
        assert held.read() == "old"
    assert path.read_text(encoding="utf-8") == "new"


def test_texts_are_utf_8_whatever_the_machine_speaks(path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")
    write_text("µ Ω", path)
    assert path.read_bytes() == "µ Ω".encode()


def test_a_hash_is_that_of_the_bytes(path):
    write_text("abc", path)
    assert sha256(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_table_is_one_file_or_a_folder_of_files_in_name_order(tmp_path):
    place = LakeLayout(tmp_path).work_table("marts", "thing_v1")
    assert table_files(place) == []
    for name in ("2026-02", "2025-12", "2026-01"):
        write_parquet(FRAME, place / f"{name}.parquet")
    (place / ".2026-03.parquet.77").write_text("unfinished")
    (place / "notes.txt").write_text("not a table")
    assert [path.stem for path in table_files(place)] == ["2025-12", "2026-01", "2026-02"]
    single = place.with_name("thing_v1.parquet")
    write_parquet(FRAME, single)
    assert table_files(place) == [single]


def test_tables_of_another_version_are_other_tables(tmp_path):
    layout = LakeLayout(tmp_path)
    write_parquet(FRAME, layout.work_table("marts", "thing_v10").with_name("thing_v10.parquet"))
    assert table_files(layout.work_table("marts", "thing_v1")) == []


def test_everything_lies_below_the_lake(tmp_path):
    layout = LakeLayout(tmp_path / "lake")
    places = [
        layout.work_table("raw", "parts"), layout.snapshot("s1"), layout.manifest("s1"), layout.warehouse("s1"),
        layout.pointer, layout.lock, layout.snapshots,
    ]  # fmt: skip
    assert all(place.is_relative_to(layout.root) for place in places)
    assert len(set(places)) == len(places)
    assert layout.manifest("s1").parent == layout.warehouse("s1").parent == layout.snapshot("s1")
