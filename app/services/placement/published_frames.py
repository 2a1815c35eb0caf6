"""What a placement problem needs, from a published snapshot alone: for notebooks, which reach no database.

Open pick lists are unknown here.
"""

import polars as pl

from app.services.placement.store_frames import StoreFrames
from app.warehouse.snapshot import Snapshot

_BOXES = """
    SELECT box_no, any_value(x_m) AS x_m, any_value(y_m) AS y_m, any_value(z_m) AS z_m,
           any_value(size_class) AS size_class, any_value(storage_properties) AS storage_properties,
           any_value(designated_type) AS designated_type
    FROM core.location_v1 WHERE NOT is_archived AND distance_m IS NOT NULL GROUP BY box_no ORDER BY box_no
"""
_SLOTS = """
    SELECT location, box_no, is_locked FROM core.location_v1
    WHERE NOT is_archived AND distance_m IS NOT NULL ORDER BY box_no, loc_no
"""
_HOLDINGS = """
    SELECT s.part_key, s.location, s.quantity, p.type_name, p.size_class, p.storage_needs, p.is_archived AS is_pinned
    FROM marts.stock_current_v1 s JOIN core.part_v1 p USING (part_key)
"""


def published_frames(snapshot: Snapshot) -> StoreFrames:
    """Boxes, slots and holdings of the snapshot; boxes without coordinates are left out."""
    boxes = snapshot.query(_BOXES).with_row_index("box").with_columns(pl.col("box").cast(pl.Int32))
    slots = snapshot.query(_SLOTS).join(boxes.select("box_no", "box"), "box_no", maintain_order="left")
    slots = slots.with_row_index("slot").with_columns(pl.col("slot").cast(pl.Int32))
    holdings = snapshot.query(_HOLDINGS).join(slots.select("location", "slot"), "location").sort("slot", "part_key")
    return StoreFrames(boxes, slots, holdings, ("No open pick list is known here.",))
