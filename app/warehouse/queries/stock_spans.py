"""During which spans did a part lie where, without a change?"""

from datetime import datetime

import polars as pl

from app.warehouse.snapshot import Snapshot


def stock_spans(snapshot: Snapshot, part_key: str, at: datetime | None = None, *, limit: int = 200) -> pl.DataFrame:
    """Keys `part_key, location, valid_from` of `marts.stock_asof_v1`, newest first: those that held `at`, or all."""
    return snapshot.query(
        """
        SELECT part_key, location, valid_from FROM marts.stock_asof_v1
        WHERE part_key = $part_key AND ($at IS NULL OR (valid_from <= $at AND (valid_to IS NULL OR valid_to > $at)))
        ORDER BY valid_from DESC, box_no, loc_no LIMIT $limit
        """,
        {"part_key": part_key, "at": at, "limit": limit},
    )
