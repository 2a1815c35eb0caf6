"""What a placement problem needs, from a published snapshot alone: for notebooks, which reach no database.

Published tables know how far a box is from the bench and not where it stands. Boxes are set on one line at that
distance: walks from the bench are exact, ways between boxes are as short as they can be. Open pick lists are unknown.
"""

import polars as pl

from app.services.placement.store_frames import StoreFrames
from app.warehouse.snapshot import Snapshot

_BOXES = """
    SELECT box_no, first(distance_m) AS x_m, 0::DOUBLE AS y_m, 0::DOUBLE AS z_m, first(size_class) AS size_class,
           first(storage_properties) AS storage_properties, first(designated_type) AS designated_type
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
    """Boxes, slots and holdings of the snapshot; boxes without a distance are left out."""
    boxes = snapshot.query(_BOXES).with_row_index("box").with_columns(pl.col("box").cast(pl.Int32))
    slots = snapshot.query(_SLOTS).join(boxes.select("box_no", "box"), "box_no", maintain_order="left")
    slots = slots.with_row_index("slot").with_columns(pl.col("slot").cast(pl.Int32))
    holdings = snapshot.query(_HOLDINGS).join(slots.select("location", "slot"), "location").sort("slot", "part_key")
    note = "Ways between boxes are as short as their distances from the bench allow, and no pick list is known."
    return StoreFrames(boxes, slots, holdings, (note,))
