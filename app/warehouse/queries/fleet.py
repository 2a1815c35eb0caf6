"""How is the fleet?"""

import polars as pl

from app.warehouse.snapshot import Snapshot


def fleet(snapshot: Snapshot) -> pl.DataFrame:
    """All rows of `marts.device_inventory_v1`, by device key."""
    return snapshot.query("SELECT * FROM marts.device_inventory_v1 ORDER BY device_key")


def fleet_by_model(snapshot: Snapshot) -> pl.DataFrame:
    """`model_code, model_name, devices, active, outdated`: one row per device model."""
    return snapshot.query(
        """
        SELECT model_code, model_name, count(*) AS devices, count(*) FILTER (is_active) AS active,
               count(*) FILTER (is_outdated) AS outdated
        FROM marts.device_inventory_v1 GROUP BY ALL ORDER BY model_code
        """
    )
