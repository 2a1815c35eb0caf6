"""Writing files so that nobody ever sees half of one."""

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from app.exceptions import InvalidOperationException

ROW_GROUP_ROWS = 250_000
REFUSALS = (OSError, pl.exceptions.ComputeError)
"""How the disk refuses: Polars has no error of its own for a file that it cannot write."""


@contextmanager
def written_or_said(operation: str, refusals: tuple[type[Exception], ...] = REFUSALS) -> Iterator[None]:
    """Turn what the disk refuses into one sentence; `refusals` are the errors that say so.

    Raises:
        InvalidOperationException: the lake could not be written, and why.
    """
    try:
        yield
    except refusals as error:
        said = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        cause = f"the lake could not be written ({said}); the snapshot before stays in force"
        raise InvalidOperationException(operation, cause) from error


def write_parquet(frame: pl.DataFrame | pl.LazyFrame, path: Path) -> None:
    """Write a frame with fixed settings (same rows, same bytes) and put it in place in one step.

    A lazy frame is computed as it is written, in a stream.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with written_or_said(f"store {path.stem}"):
            frame.lazy().sink_parquet(
                unfinished, compression="zstd", compression_level=3, row_group_size=ROW_GROUP_ROWS, engine="streaming"
            )
            unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def write_text(text: str, path: Path) -> None:
    """Write a small file durably and put it in place in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def sha256(path: Path) -> str:
    """Hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def count_rows(files: Sequence[Path]) -> int:
    """Rows of the Parquet files of one table, from what they say of themselves; no row is read."""
    return int(pl.scan_parquet(list(files)).select(pl.len()).collect().item())


def link_or_copy(source: Path, target: Path) -> None:
    """Have the file at a second place. A link costs nothing and is safe: files are replaced, never changed in place."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def make_durable(folder: Path) -> None:
    """Have all files below a folder, and their names, on the disk before anybody is pointed to them."""
    for place, _, names in os.walk(folder):
        for name in names:
            sync(Path(place) / name)
        sync(Path(place))


def sync(path: Path) -> None:
    """Have a file's bytes, or a folder's names, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
