"""Writing a table of the work area piece by piece: one file, or one a month where the contract says so."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from app.warehouse.files import write_parquet
from app.warehouse.layout import single_file, table_files

_EMPTY = "empty.parquet"
"""The file of a table by month that has no rows."""


def write_table(pieces: Iterable[pl.DataFrame], place: Path) -> int:
    """Write the pieces of a table, which come in its order, to its one file; returns the number of rows.

    The bytes do not depend on where the pieces were cut.
    """
    path, folder = single_file(place), place.with_name(f".{place.name}.pieces")
    shutil.rmtree(folder, ignore_errors=True)  # what a run left that was killed
    rows, files = 0, list[Path]()
    try:
        for piece in pieces:
            files.append(folder / f"{len(files):06}.parquet")
            write_parquet(piece, files[-1])
            rows += piece.height
            del piece  # before the next one is computed
        if len(files) == 1:
            files[0].replace(path)
        else:
            write_parquet(pl.scan_parquet(files), path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return rows


def write_months(pieces: Iterable[pl.DataFrame], folder: Path, *, month_of: str) -> int:
    """Write the pieces of a table, which are whole months, to one file a month; returns the number of rows.

    Months that did not change keep their file, months without rows lose theirs.
    """
    rows, written = 0, set[str]()
    for piece in pieces:
        rows += piece.height
        written |= _write_month_files(piece, folder, month_of)
        del piece  # before the next one is computed
    wanted = written - {_EMPTY} or written
    for path in table_files(folder):
        if path.name not in wanted:
            path.unlink()
    return rows


def _write_month_files(piece: pl.DataFrame, folder: Path, month_of: str) -> set[str]:
    """The names of the files of these rows."""
    months = piece.with_columns(month=pl.col(month_of).dt.strftime("%Y-%m")).partition_by(
        "month", as_dict=True, include_key=False
    )
    files = {f"{month}.parquet": rows for (month,), rows in months.items()} or {_EMPTY: piece}
    for name, rows in files.items():
        _write_unless_same(rows, folder / name)
    return set(files)


def _write_unless_same(rows: pl.DataFrame, path: Path) -> None:
    """Equal values of equal types are the same; `equals` alone takes 1 as Int32 for 1 as Int64."""
    if path.exists():
        stored = pl.read_parquet(path)
        if stored.schema == rows.schema and stored.equals(rows):
            return
    write_parquet(rows, path)
