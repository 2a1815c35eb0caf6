"""The interface of placement methods: facts in, ranked slots with reasons out; an optimiser fits behind it too."""

from typing import Protocol

import polars as pl

TOP = 5
PART_COLUMNS = ("part_key", "type_name", "size_class", "storage_needs", "visits_per_month", "distance_now_m")
SLOT_COLUMNS = (
    "location", "box_no", "loc_no", "size_class", "storage_properties", "distance_m", "designated_type", "is_free"
)  # fmt: skip


class PlacementMethod(Protocol):
    """Names slots for parts."""

    name: str

    def suggest(self, parts: pl.DataFrame, slots: pl.DataFrame, stock: pl.DataFrame, top: int = TOP) -> pl.DataFrame:
        """Up to `top` free, fitting slots per part, best first; deterministic.

        Args:
            parts: `PART_COLUMNS`; `visits_per_month` counts walks to the part, `distance_now_m` is where it lies now
                (null when it lies nowhere or the place has no coordinates).
            slots: `SLOT_COLUMNS`, unlocked slots of boxes in service only.
            stock: `part_key, box_no` of what lies where.

        Returns:
            `part_key, rank, location, box_no, loc_no, score, saving_m_per_month, reasons`.
        """
        ...
