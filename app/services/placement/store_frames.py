"""What a placement problem needs of the system of record: boxes, slots, holdings; read in three queries."""

from dataclasses import dataclass

import polars as pl
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.domain.placement.distance import distance_m
from app.domain.placement.problem import NOWHERE
from app.models import Box, Location, Part, PartLocation, PartType, PickListLine

Schema = dict[str, pl.DataType | type[pl.DataType]]
_BOXES: Schema = {
    "box_id": pl.Int32, "box_no": pl.Int32, "x_m": pl.Float64, "y_m": pl.Float64, "z_m": pl.Float64,
    "size_class": pl.String, "storage_properties": pl.List(pl.String), "designated_type": pl.String,
}  # fmt: skip
_SLOTS: Schema = {
    "location_id": pl.Int32, "box_id": pl.Int32, "box_no": pl.Int32, "loc_no": pl.Int32, "is_locked": pl.Boolean,
}  # fmt: skip
_HOLDINGS: Schema = {
    "part_key": pl.String, "location_id": pl.Int32, "quantity": pl.Int64, "type_name": pl.String,
    "size_class": pl.String, "storage_needs": pl.List(pl.String), "is_pinned": pl.Boolean,
}  # fmt: skip


@dataclass(frozen=True)
class StoreFrames:
    """Boxes in service with coordinates, in order of their numbers; slots with the row of their `box`; holdings with
    the row of their `slot`; and what was left out, in words."""

    boxes: pl.DataFrame
    slots: pl.DataFrame
    holdings: pl.DataFrame
    notes: tuple[str, ...]


def read_store(session: Session) -> StoreFrames:
    """All that lies in boxes whose coordinates are known."""
    boxes = _boxes(session)
    slots = _slots(session).join(boxes.select("box_id", "box"), "box_id", maintain_order="left")
    slots = slots.with_row_index("slot").with_columns(pl.col("slot").cast(pl.Int32))
    found = _holdings(session)
    holdings = (
        found.join(slots.select("location_id", "slot"), "location_id", "left")
        .with_columns(pl.col("slot").fill_null(NOWHERE))
        .sort("slot", "part_key")
    )
    outside = holdings.filter(pl.col("slot") == NOWHERE).height
    unplaced = _unplaced_boxes(session)
    notes = (
        (f"{unplaced} boxes have no coordinates; they and the {outside} holdings in them were left out.",)
        if unplaced
        else ()
    )
    return StoreFrames(boxes, slots, holdings.filter(pl.col("slot") != NOWHERE), notes)


def read_places(session: Session) -> pl.DataFrame:
    """`location, box, x_m, y_m, z_m, distance_m` of every slot whose box is in service and has coordinates."""
    boxes = _boxes(session).with_columns(pl.col("z_m").fill_null(0.0), distance_m=distance_m())
    slots = _slots(session).select("location", "box_id").join(boxes, "box_id")
    return slots.select("location", "box", "x_m", "y_m", "z_m", "distance_m")


def _boxes(session: Session) -> pl.DataFrame:
    query = (
        select(Box.id, Box.box_no, Box.x_m, Box.y_m, Box.z_m, Box.size_class, Box.storage_properties, PartType.name)
        .outerjoin(PartType, PartType.id == Box.designated_type_id)
        .where(Box.archived_at.is_(None), Box.x_m.is_not(None), Box.y_m.is_not(None))
        .order_by(Box.box_no)
    )
    rows = [tuple(row) for row in session.execute(query)]
    frame = pl.DataFrame(rows, schema=_BOXES, orient="row").with_row_index("box")
    return frame.with_columns(pl.col("box").cast(pl.Int32))


def _slots(session: Session) -> pl.DataFrame:
    query = (
        select(Location.id, Location.box_id, Box.box_no, Location.loc_no, Location.is_locked)
        .join(Box, Box.id == Location.box_id)
        .where(Box.archived_at.is_(None))
        .order_by(Box.box_no, Location.loc_no)
    )
    rows = [tuple(row) for row in session.execute(query)]
    return pl.DataFrame(rows, schema=_SLOTS, orient="row").with_columns(location=pl.format("{}-{}", "box_no", "loc_no"))


def _holdings(session: Session) -> pl.DataFrame:
    is_picked = exists().where(
        PickListLine.part_id == PartLocation.part_id,
        PickListLine.location_id == PartLocation.location_id,
        PickListLine.status == "open",
    )
    query = (
        select(
            Part.key, PartLocation.location_id, PartLocation.quantity, PartType.name, Part.size_class,
            Part.storage_needs, is_picked | Part.archived_at.is_not(None),
        )
        .join(Part, Part.id == PartLocation.part_id)
        .outerjoin(PartType, PartType.id == Part.type_id)
    )  # fmt: skip
    rows = [tuple(row) for row in session.execute(query)]
    return pl.DataFrame(rows, schema=_HOLDINGS, orient="row")


def _unplaced_boxes(session: Session) -> int:
    missing = Box.x_m.is_(None) | Box.y_m.is_(None)
    query = select(func.count()).select_from(Box).where(Box.archived_at.is_(None), missing)
    return session.scalar(query) or 0
