"""Boxes and slots as `core.location_v1`, ledger lines as `core.movement_v1`."""

import polars as pl

from app.domain.placement.distance import distance_m
from app.domain.stock.undo_chain import with_roots

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


def core_movements(
    movements: pl.DataFrame, parts: pl.DataFrame, locations: pl.DataFrame, boxes: pl.DataFrame
) -> pl.DataFrame:
    """Ledger lines with part keys, slot labels and the roots of undo chains; columns of `core.movement_v1`."""
    slots = locations.join(boxes.select("box_no", box_id="id"), "box_id").select("box_no", "loc_no", location_id="id")
    labelled = (
        movements.join(parts.select(part_id="id", part_key="key"), "part_id")
        .join(slots, "location_id")
        .with_columns(location=LABEL)
    )
    return with_roots(labelled)
