"""Segments: the files of a raw table that grows and is never read twice.

The state of such a table is what was published, nothing else: a run starts from the segments of the snapshot in force,
adds its own, and its publish makes them the state of the next. A run that ends early leaves nothing that counts.

A segment holds the rows whose position lies in [first, end); rows at or above the last end, which the next run
reads again, lie in the file `tail.parquet`.
"""

from pathlib import Path

import polars as pl

from app.warehouse.files import count_rows, link_or_copy
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest

TAIL = "tail.parquet"
_GROWTH = 2
"""A segment is merged into the one before it unless that is more than this many times as large."""


def segment_name(first: int, end: int, number: int = 0) -> str:
    """File name of a segment; names sort as positions do."""
    return f"{first:020d}-{end:020d}-{number:02d}.parquet"


def segment_end(path: Path) -> int:
    """The first position above a segment."""
    return int(path.stem.split("-")[1])


def start_from_published(layout: LakeLayout, name: str, published: Manifest | None) -> Path:
    """Bring the work area's folder of raw table `name` to what was published, its tail left out; returns the folder."""
    folder = layout.work_table("raw", name)
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in (*folder.iterdir(), layout.work_file("raw", name)):
        leftover.unlink(missing_ok=True)
    if published is not None and name in published.ingest:
        place = layout.snapshot(published.id)
        for entry in published.ingest[name].files:
            if Path(entry.path).name != TAIL:
                link_or_copy(place / entry.path, folder / Path(entry.path).name)
    return folder


def are_whole(layout: LakeLayout, name: str, published: Manifest) -> bool:
    """Whether every published file of raw table `name` is there in its size."""
    if name not in published.ingest:
        return False
    place = layout.snapshot(published.id)
    files = [(place / entry.path, entry.bytes) for entry in published.ingest[name].files]
    return all(path.exists() and path.stat().st_size == size for path, size in files)


def last_row(layout: LakeLayout, name: str, published: Manifest) -> tuple[int, int] | None:
    """`id` and `xid` of the row that lies last in the newest published file of raw table `name`; None without rows."""
    place = layout.snapshot(published.id)
    for path in sorted((place / entry.path for entry in published.ingest[name].files), reverse=True):
        for row in pl.scan_parquet(path).select("id", "xid").tail(1).collect().iter_rows():
            return row[0], row[1]
    return None


def merge_small(folder: Path) -> None:
    """Merge the newest segments while they are of a size, so that there are never more than a logarithm of the rows.

    Each row is rewritten once for every doubling of the table (O'Neil et al., *The log-structured merge-tree*, 1996).
    """
    segments = sorted(path for path in folder.glob("*.parquet") if path.name != TAIL)
    while len(segments) > 1 and count_rows(segments[-1:]) * _GROWTH >= count_rows(segments[-2:-1]):
        segments[-2:] = [_merge(segments[-2:])]


def _merge(sources: list[Path]) -> Path:
    first, last = sources[0].stem.split("-"), sources[-1].stem.split("-")
    target = sources[0].with_name(segment_name(int(first[0]), int(last[1]), int(first[2])))
    unfinished = target.with_suffix(".merging")
    pl.scan_parquet(sources).sink_parquet(unfinished, compression="zstd", compression_level=1)
    unfinished.replace(target)
    for source in sources:
        if source != target:
            source.unlink()
    return target
