"""Boxes and slots as `core.location_v1`."""

import polars as pl

from app.domain.placement.distance import distance_m

LABEL = pl.format("{}-{}", pl.col("box_no"), pl.col("loc_no"))


def core_locations(locations: pl.DataFrame, boxes: pl.DataFrame, types: pl.DataFrame) -> pl.DataFrame:
    """Slots with the facts of their box; columns of `core.location_v1` and `id`."""
    named = types.select(designated_type_id="id", designated_type="name")
    facts = (
        boxes.join(named, "designated_type_id", "left")
        .with_columns(is_archived=pl.col("archived_at").is_not_null(), distance_m=distance_m())
        .drop("archived_at", "designated_type_id")
        .rename({"id": "box_id"})
    )
    return locations.join(facts, "box_id").with_columns(location=LABEL)
