"""Up to where an export saw the world, and of which database."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self

from app.domain.ingest.reading import Position
from app.sources.postgres.asking import Asked
from app.sources.postgres.tables import APPEND_ONLY


@dataclass(frozen=True)
class Watermark:
    """What one exported snapshot saw.

    `as_of` is the UTC day that windows such as "the last 30 days" end with: an input of the run, not a clock inside
    it. It is the server's own day even where `exported_at` must be later (`after`). `oldest_write_s` is the age of the
    oldest open write transaction in seconds, of a prepared one since it was prepared: all rows since its begin are read
    again by the next run. `table_files` says on which file each append-only table lies.
    """

    xmin: int
    xmax: int
    ledger_max_id: int
    exported_at: datetime
    as_of: date
    source: str
    oldest_write_s: float = 0.0
    table_files: Mapping[str, int] = field(default_factory=dict)

    def position(self, table: str) -> Position:
        """Where the reading of an append-only table stands."""
        return Position(self.source, self.table_files[table], _fingerprint(table), self.xmin, self.xmax)

    def after(self, published: Mapping[str, Any] | None) -> Self:
        """The same, exported later than the published export even when the server's clock was set back.

        Histories need that. Windows do not: one run under a clock that was a year ahead must not empty them for a year.
        """
        if not published:
            return self
        earliest = datetime.fromisoformat(published["exported_at"]) + timedelta(microseconds=1)
        return type(self)(**vars(self) | {"exported_at": max(self.exported_at, earliest)})

    def as_json(self) -> dict[str, Any]:
        """For the manifest."""
        return {
            "xmin": self.xmin,
            "xmax": self.xmax,
            "ledger_max_id": self.ledger_max_id,
            "exported_at": self.exported_at.isoformat(),
            "as_of": self.as_of.isoformat(),
            "source": self.source,
            "oldest_write_s": self.oldest_write_s,
            "tables": json.dumps(
                {name: {"file": file, "query": _fingerprint(name)} for name, file in sorted(self.table_files.items())}
            ),
        }


def published_position(watermark: Mapping[str, Any] | None, table: str) -> Position | None:
    """Where the published snapshot stands with a table, from its manifest; None when it does not say."""
    known = json.loads((watermark or {}).get("tables", "{}")).get(table)
    if not watermark or not known:
        return None
    return Position(watermark["source"], known["file"], known["query"], watermark["xmin"], watermark["xmax"])


def read_watermark(holder: Asked) -> Watermark:
    """The watermark of the snapshot that is held."""
    row = holder.execute(_WATERMARK).fetchone()
    assert row is not None  # noqa: S101 - a SELECT without FROM always returns a row
    xmin, xmax, ledger_max_id, now, source, oldest = row
    files = holder.execute(
        "SELECT name, pg_relation_filenode(name::regclass)::bigint FROM unnest(%s::text[]) AS name", [list(APPEND_ONLY)]
    ).fetchall()
    exported_at = now.astimezone(UTC)
    return Watermark(xmin, xmax, ledger_max_id, exported_at, exported_at.date(), source, float(oldest), dict(files))


_WATERMARK = """
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
           (SELECT coalesce(max(id), 0) FROM stock_movements), now(),
           (SELECT format('%s/%s', system_identifier, timeline_id) FROM pg_control_system(), pg_control_checkpoint())
               || (SELECT format('/%s', oid) FROM pg_database WHERE datname = current_database()),
           (SELECT coalesce(max(extract(epoch FROM clock_timestamp() - began)), 0)::float8 FROM (
                SELECT xact_start FROM pg_stat_activity WHERE backend_xid IS NOT NULL
                UNION ALL SELECT prepared FROM pg_prepared_xacts
            ) AS writing (began))
"""


def _fingerprint(table: str) -> str:
    return hashlib.sha256(APPEND_ONLY[table].encode()).hexdigest()[:12]
