"""How do parts move: rates, classes, dead stock, what runs out?"""

import polars as pl

from app.warehouse.snapshot import Snapshot


def activity_of_part(snapshot: Snapshot, part_key: str) -> dict[str, object] | None:
    """The row of one part; None when the snapshot does not know it (new or archived since)."""
    rows = snapshot.query("SELECT * FROM marts.part_activity_v1 WHERE part_key = $key", {"key": part_key})
    return rows.row(0, named=True) if rows.height else None


def part_activity(
    snapshot: Snapshot, *, abc_class: str | None = None, only_dead: bool = False, limit: int = 50, offset: int = 0
) -> pl.DataFrame:
    """Rows of `marts.part_activity_v1`, most used first, with the column `total_rows` of all that match."""
    return snapshot.query(
        """
        SELECT *, count(*) OVER () AS total_rows FROM marts.part_activity_v1
        WHERE ($abc_class IS NULL OR abc_class = $abc_class) AND (NOT $only_dead OR is_dead_stock)
        ORDER BY used_365d DESC, part_key LIMIT $limit OFFSET $offset
        """,
        {"abc_class": abc_class, "only_dead": only_dead, "limit": limit, "offset": offset},
    )


def running_out(snapshot: Snapshot, *, within_days: float = 14.0, limit: int = 20) -> pl.DataFrame:
    """Parts in use that are empty, below their minimum, or at their rate last less than `within_days`; worst first."""
    return snapshot.query(
        """
        SELECT part_key, description, total_quantity, minimum_quantity, daily_rate, days_of_stock,
               CASE WHEN total_quantity = 0 THEN 'empty'
                    WHEN total_quantity < minimum_quantity THEN 'below its minimum'
                    ELSE 'soon used up' END AS state
        FROM marts.part_activity_v1
        WHERE (used_365d > 0 OR minimum_quantity > 0)
          AND (total_quantity = 0 OR total_quantity < minimum_quantity OR days_of_stock < $within_days)
        ORDER BY coalesce(days_of_stock, 0), used_365d DESC, part_key LIMIT $limit
        """,
        {"within_days": within_days, "limit": limit},
    )


def abc_summary(snapshot: Snapshot) -> pl.DataFrame:
    """`abc_class, parts, used_365d, units`: one row per class."""
    return snapshot.query(
        """
        SELECT abc_class, count(*) AS parts, sum(used_365d)::BIGINT AS used_365d, sum(total_quantity)::BIGINT AS units
        FROM marts.part_activity_v1 GROUP BY abc_class ORDER BY abc_class
        """
    )
