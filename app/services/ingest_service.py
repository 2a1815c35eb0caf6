"""Takes what is new of an append-only table into the lake's work area, losing and doubling nothing."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from psycopg import sql

from app.domain.ingest.reading import Reading, plan_reading
from app.sources.postgres.snapshot import ExportedSnapshot
from app.sources.postgres.tables import APPEND_ONLY
from app.sources.postgres.watermark import Watermark, published_position
from app.warehouse.files import count_rows, written_or_said
from app.warehouse.layout import LakeLayout, table_files
from app.warehouse.manifest import Manifest
from app.warehouse.segments import TAIL, are_whole, last_row, merge_small, segment_name, start_from_published

PARTS = 8
"""Most files that a whole reading is cut into."""


@dataclass(frozen=True)
class Taken:
    """What a run read: rows that are there to stay, rows of the tail, and why everything was read (None if not).

    `rows` counts all that the work area holds now.
    """

    rows: int
    new_rows: int
    tail_rows: int
    whole_because: str | None

    def as_json(self) -> dict[str, Any]:
        """For the metadata of the run."""
        told = {name: value for name, value in asdict(self).items() if value is not None}
        return {"dagster/row_count": told.pop("rows"), **told}


def take_new_rows(
    export: ExportedSnapshot, watermark: Watermark, layout: LakeLayout, name: str, published: Manifest | None
) -> Taken:
    """Bring `work/raw/<name>` to exactly the rows that the export's snapshot sees.

    Starts from the segments of the published snapshot, adds one for the transactions that ended since, and writes the
    tail: rows of transactions above the watermark, which are read again by the next run.

    Raises:
        InvalidOperationException: the lake cannot be written.
    """
    reading = _plan(export, watermark, layout, name, published)
    tail = _query(name) + sql.SQL(" WHERE xid >= {}::xid8").format(sql.Literal(str(reading.end)))
    with written_or_said("take in what is new"):
        folder = start_from_published(layout, name, None if reading.is_whole else published)
        new_rows = _write_segments(export, name, reading, folder)
        tail_rows = export.write(name, tail, folder / TAIL)
        merge_small(folder)
        return Taken(count_rows(table_files(folder)), new_rows, tail_rows, reading.reason)


def _plan(
    export: ExportedSnapshot, watermark: Watermark, layout: LakeLayout, name: str, published: Manifest | None
) -> Reading:
    now = watermark.position(name)
    if published is None or not are_whole(layout, name, published):
        return plan_reading(None, now)
    reading = plan_reading(published_position(published.watermark, name), now)
    if not reading.is_whole and not _has_row(export, name, last_row(layout, name, published)):
        return Reading(0, now.xmin, "it lacks a row that was published: an older copy of the database was put back")
    return reading


def _has_row(export: ExportedSnapshot, name: str, row: tuple[int, int] | None) -> bool:
    """Whether a published row is still of the same transaction: all else may fit once a copy has caught up."""
    if row is None:
        return True
    query = sql.SQL("SELECT 1 FROM {} WHERE id = %s AND xid = %s::text::xid8").format(sql.Identifier(name))
    return export.holder.execute(query, row).fetchone() is not None


def _write_segments(export: ExportedSnapshot, name: str, reading: Reading, folder: Path) -> int:
    span = sql.SQL(" WHERE xid >= {}::xid8 AND xid < {}::xid8").format(
        sql.Literal(str(reading.first)), sql.Literal(str(reading.end))
    )
    paths = [folder / segment_name(reading.first, reading.end, part) for part in range(PARTS)]
    if reading.is_whole:
        return export.write_whole(name, _query(name) + span, paths)
    if reading.first == reading.end:
        return 0
    rows = export.write(name, _query(name) + span, paths[0])
    if rows == 0:
        paths[0].unlink()
    return rows


def _query(name: str) -> sql.SQL:
    return sql.SQL(APPEND_ONLY[name])
