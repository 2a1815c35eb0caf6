"""Where should parts live?"""

import polars as pl

from app.warehouse.snapshot import Snapshot


def suggestions_for_part(snapshot: Snapshot, part_key: str, method: str = "same_type_first") -> pl.DataFrame:
    """Ranked slots for one part by one method, best first."""
    return snapshot.query(
        """
        SELECT * FROM marts.placement_suggestion_v1 WHERE part_key = $part_key AND method = $method ORDER BY rank
        """,
        {"part_key": part_key, "method": method},
    )


def best_moves(snapshot: Snapshot, method: str = "usage_sorted", *, limit: int = 50) -> pl.DataFrame:
    """First choices that save walking, most first, with where the part lies now and what it is."""
    return snapshot.query(
        """
        SELECT s.*, a.description, a.type_name, a.used_90d,
               (SELECT string_agg(c.location, ', ' ORDER BY c.box_no, c.loc_no)
                FROM marts.stock_current_v1 c WHERE c.part_key = s.part_key) AS lies_at
        FROM marts.placement_suggestion_v1 s JOIN marts.part_activity_v1 a USING (part_key)
        WHERE s.method = $method AND s.rank = 1 AND s.saving_m_per_month > 0
        ORDER BY s.saving_m_per_month DESC, s.part_key LIMIT $limit
        """,
        {"method": method, "limit": limit},
    )
