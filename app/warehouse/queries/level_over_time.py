"""How did the stock of a part change over time?"""

import polars as pl

from app.warehouse.snapshot import Snapshot


def level_over_time(snapshot: Snapshot, part_key: str) -> pl.DataFrame:
    """`at, level`: units of a part over all slots after each instant at which it changed, oldest first."""
    return snapshot.query(
        """
        WITH steps AS (
            SELECT occurred_at AS "at", sum(delta) AS delta
            FROM core.movement_v1 WHERE part_key = $part_key GROUP BY occurred_at
        )
        SELECT "at", CAST(sum(delta) OVER (ORDER BY "at") AS BIGINT) AS level FROM steps ORDER BY "at"
        """,
        {"part_key": part_key},
    )
