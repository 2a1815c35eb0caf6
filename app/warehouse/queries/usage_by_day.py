"""How much was used, by day?"""

from datetime import date

import polars as pl

from app.warehouse.snapshot import Snapshot


def usage_of_part(
    snapshot: Snapshot, part_key: str, start: date | None = None, end: date | None = None
) -> pl.DataFrame:
    """Rows of `marts.usage_daily_v1` of one part, days inclusive, oldest first."""
    return snapshot.query(
        """
        SELECT * FROM marts.usage_daily_v1
        WHERE part_key = $part_key AND ($start IS NULL OR day >= $start) AND ($end IS NULL OR day <= $end)
        ORDER BY day
        """,
        {"part_key": part_key, "start": start, "end": end},
    )


def largest_uses(snapshot: Snapshot, start: date, end: date, *, limit: int = 200) -> pl.DataFrame:
    """Keys `day, part_key` of `marts.usage_daily_v1` in a period, most used first: what its days consist of."""
    return snapshot.query(
        """
        SELECT day, part_key FROM marts.usage_daily_v1 WHERE day BETWEEN $start AND $end
        ORDER BY used_qty DESC, day DESC, part_key LIMIT $limit
        """,
        {"start": start, "end": end, "limit": limit},
    )


def usage_of_all(snapshot: Snapshot, start: date | None = None, end: date | None = None) -> pl.DataFrame:
    """`day, used_qty, pick_qty, use_qty, scrap_qty, repair_qty, parts`: all parts together, oldest first."""
    return snapshot.query(
        """
        SELECT day, sum(used_qty)::BIGINT AS used_qty,
               sum(pick_qty)::BIGINT AS pick_qty, sum(use_qty)::BIGINT AS use_qty,
               sum(scrap_qty)::BIGINT AS scrap_qty, sum(repair_qty)::BIGINT AS repair_qty,
               count(*) FILTER (used_qty > 0) AS parts
        FROM marts.usage_daily_v1
        WHERE ($start IS NULL OR day >= $start) AND ($end IS NULL OR day <= $end)
        GROUP BY day ORDER BY day
        """,
        {"start": start, "end": end},
    )
