"""What lay where at an instant?"""

from datetime import datetime

import polars as pl

from app.warehouse.snapshot import Snapshot


def stock_as_of(snapshot: Snapshot, at: datetime, part_key: str | None = None) -> pl.DataFrame:
    """`part_key, location, box_no, loc_no, quantity` at instant `at`, of one part or of all; empty slots left out."""
    return snapshot.query(
        """
        SELECT part_key, location, box_no, loc_no, quantity
        FROM marts.stock_asof_v1
        WHERE valid_from <= $at AND (valid_to IS NULL OR valid_to > $at) AND quantity <> 0
          AND ($part_key IS NULL OR part_key = $part_key)
        ORDER BY part_key, box_no, loc_no
        """,
        {"at": at, "part_key": part_key},
    )
