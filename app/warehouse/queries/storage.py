"""How full are boxes, and how scattered are categories?"""

import polars as pl

from app.warehouse.snapshot import Snapshot


def box_utilisation(snapshot: Snapshot) -> pl.DataFrame:
    """All rows of `marts.box_utilisation_v1`, by box number."""
    return snapshot.query("SELECT * FROM marts.box_utilisation_v1 ORDER BY box_no")


def category_spread(snapshot: Snapshot) -> pl.DataFrame:
    """All rows of `marts.category_spread_v1`, most scattered first."""
    return snapshot.query("SELECT * FROM marts.category_spread_v1 ORDER BY boxes DESC, type_name")


def slot_activity(snapshot: Snapshot, box_no: int) -> pl.DataFrame:
    """`loc_no, used_90d`: units consumed from each slot of a box in the 90 days that end with the snapshot's day."""
    return snapshot.query(
        """
        SELECT loc_no, (-sum(delta))::BIGINT AS used_90d FROM core.movement_v1
        WHERE box_no = $box_no AND root_reason IN ('use', 'pick', 'scrap', 'repair')
          AND root_occurred_at >= $as_of::DATE - INTERVAL 89 DAY
          AND root_occurred_at < $as_of::DATE + INTERVAL 1 DAY
        GROUP BY loc_no ORDER BY loc_no
        """,
        {"box_no": box_no, "as_of": snapshot.manifest.watermark["as_of"]},
    )
