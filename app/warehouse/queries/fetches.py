"""What was fetched on which walk?"""

from datetime import date

import polars as pl

from app.domain.placement.walks import walk_lines
from app.warehouse.snapshot import Snapshot


def fetches(snapshot: Snapshot, days: int) -> pl.DataFrame:
    """The lines of `walk_lines` for the last `days` days before the snapshot's, that day included."""
    as_of = snapshot.manifest.watermark["as_of"]
    lines = snapshot.query(
        """
        SELECT id, part_key, location, delta, reference, root_id, root_reason, root_occurred_at
        FROM core.movement_v1
        WHERE root_occurred_at >= $as_of::DATE - ($days - 1) * INTERVAL 1 DAY
          AND root_occurred_at < $as_of::DATE + INTERVAL 1 DAY
        """,
        {"as_of": as_of, "days": days},
    )
    return walk_lines(lines.lazy(), date.fromisoformat(as_of), days)
