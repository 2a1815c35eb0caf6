"""Which slot comes first for every part?"""

import polars as pl

from app.warehouse.snapshot import Snapshot


def first_choices(snapshot: Snapshot, method: str) -> pl.DataFrame:
    """The best slot of every part by one method, largest saving first, with where the part lies now and what it is."""
    return snapshot.query(
        """
        WITH present AS (
            SELECT part_key, string_agg(location, ', ' ORDER BY box_no, loc_no) AS lies_at
            FROM marts.stock_current_v1 GROUP BY part_key
        )
        SELECT s.part_key, a.description, a.type_name, p.lies_at, s.location, s.saving_m_per_month, s.reasons
        FROM marts.placement_suggestion_v1 s
        JOIN marts.part_activity_v1 a USING (part_key)
        LEFT JOIN present p USING (part_key)
        WHERE s.method = $method AND s.rank = 1
        ORDER BY s.saving_m_per_month DESC NULLS LAST, s.part_key
        """,
        {"method": method},
    )
