"""What was fetched on which walk?"""

import polars as pl

from app.warehouse.snapshot import Snapshot


def fetches(snapshot: Snapshot, days: int) -> pl.DataFrame:
    """`session, day, part_key, location`: places that walks of the last `days` days went to, undone lines left out.

    What was picked for one kit on one day is one walk; anything else is a walk of its own. `day` counts days since
    1970, UTC; the last day is that of the snapshot.
    """
    return snapshot.query(
        """
        WITH lines AS (
            SELECT root_id, any_value(part_key) AS part_key, any_value(location) AS location,
                   any_value(epoch_us(root_occurred_at)) // 86400000000 AS day,
                   any_value(reference) FILTER (WHERE id = root_id AND root_reason = 'pick') AS picked_for
            FROM core.movement_v1
            WHERE root_reason IN ('use', 'pick', 'scrap', 'repair')
              AND root_occurred_at >= $as_of::DATE - ($days - 1) * INTERVAL 1 DAY
              AND root_occurred_at < $as_of::DATE + INTERVAL 1 DAY
            GROUP BY root_id HAVING sum(delta) < 0
        )
        SELECT DISTINCT coalesce(picked_for || ' on ' || day, 'line ' || root_id) AS session, day, part_key, location
        FROM lines ORDER BY day, session, part_key, location
        """,
        {"as_of": snapshot.manifest.watermark["as_of"], "days": days},
    )
