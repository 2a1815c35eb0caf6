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
