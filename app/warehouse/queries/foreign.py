"""How are the databases that are not ours?"""

import polars as pl

from app.warehouse.snapshot import Snapshot


def foreign_sources(snapshot: Snapshot) -> pl.DataFrame:
    """`source, state, reason, parts, stock, movements, changes`: one row a source."""
    return snapshot.query(
        """
        SELECT source, state, reason,
               (SELECT count(*) FROM core.foreign_part_v1 p WHERE p.source = s.source) AS parts,
               (SELECT count(*) FROM core.foreign_stock_v1 t WHERE t.source = s.source) AS stock,
               (SELECT count(*) FROM core.foreign_movement_v1 m WHERE m.source = s.source) AS movements,
               (SELECT count(*) FROM core.foreign_drift_v1 d WHERE d.source = s.source) AS changes
        FROM core.foreign_source_v1 s ORDER BY source
        """
    )


def foreign_drift(snapshot: Snapshot) -> pl.DataFrame:
    """All rows of `core.foreign_drift_v1`, latest first."""
    return snapshot.query(
        "SELECT * FROM core.foreign_drift_v1 ORDER BY noticed_at DESC, source, table_name, column_name"
    )


def foreign_parts(snapshot: Snapshot, source: str, *, limit: int = 1000) -> pl.DataFrame:
    """Parts of a source, most used first, as in `marts.foreign_part_activity_v1`.

    Besides its figures `note`, what cannot be said of the part, and `total_rows` of all parts of the source.
    """
    return snapshot.query(
        """
        SELECT source, part_id, name, quantity, used_365d, last_used_on, last_movement_at, daily_rate, days_of_stock,
               concat_ws('; ', stock_note, rate_note) AS note, count(*) OVER () AS total_rows
        FROM marts.foreign_part_activity_v1 WHERE source = $source
        ORDER BY used_365d DESC NULLS LAST, quantity DESC NULLS LAST, part_id LIMIT $limit
        """,
        {"source": source, "limit": limit},
    )


def uses_on_no_day(snapshot: Snapshot, source: str) -> int:
    """How many events of a source are use and stand in no mart: they name no time, or no part that is known."""
    found = snapshot.query(
        """
        SELECT (SELECT count(*) FROM core.foreign_movement_v1 WHERE source = $source AND is_consumption)
             - (SELECT coalesce(sum(events), 0) FROM marts.foreign_usage_daily_v1 WHERE source = $source) AS missing
        """,
        {"source": source},
    )
    return int(found.item())
