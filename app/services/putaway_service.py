"""Putaway: where what just arrived could go - beside what is there, where the snapshot suggests, or by live rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.domain.placement.distance import distance_m
from app.domain.placement.interface import PART_COLUMNS, SLOT_COLUMNS
from app.domain.placement.same_type_first import SameTypeFirst
from app.domain.stock.location_label import format_label, parse_label
from app.models import Box, Location, Part, PartLocation, PartType, ShoppingListLine
from app.services.lookups import find_by_id

NEW_PART = "(new part)"
Schema = dict[str, pl.DataType | type[pl.DataType]]
_PART_SCHEMA: Schema = {
    "part_key": pl.String, "type_name": pl.String, "size_class": pl.String, "storage_needs": pl.List(pl.String),
    "visits_per_month": pl.Float64, "distance_now_m": pl.Float64,
}  # fmt: skip
_SLOT_SCHEMA: Schema = {
    "box_no": pl.Int32, "loc_no": pl.Int32, "size_class": pl.String, "storage_properties": pl.List(pl.String),
    "x_m": pl.Float64, "y_m": pl.Float64, "z_m": pl.Float64, "designated_type": pl.String,
}  # fmt: skip

_FREE = (
    ~Location.is_locked,
    Box.archived_at.is_(None),
    ~exists().where(PartLocation.location_id == Location.id),
)


@dataclass(frozen=True)
class SlotSuggestion:
    """A slot and why."""

    location: str
    reasons: tuple[str, ...]


class PutawayService:
    """Suggests slots; never writes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def for_line(self, line_id: int, published: Sequence[SlotSuggestion] = ()) -> list[SlotSuggestion]:
        """Slots for what arrives of a shopping list line, best first, also for a part that does not exist yet.

        First those that hold the part, then the snapshot's suggestions (`published`) that are still free; where there
        are none, what the rule *same type first* says about the store as it is now.

        Raises:
            RecordNotFoundException: no such line.
        """
        line = find_by_id(self._session, ShoppingListLine, line_id, "Shopping list line")
        held = [] if line.part_id is None else self._holding(line.part_id)
        free = self._still_free(published)
        return [*held, *(free or self._by_rule(self._facts(line)))]

    def _holding(self, part_id: int) -> list[SlotSuggestion]:
        query = (
            select(Box.box_no, Location.loc_no, PartLocation.quantity)
            .join(Location, Location.id == PartLocation.location_id)
            .join(Box, Box.id == Location.box_id)
            .where(PartLocation.part_id == part_id, ~Location.is_locked, Box.archived_at.is_(None))
            .order_by(PartLocation.quantity.desc(), Box.box_no, Location.loc_no)
        )
        return [
            SlotSuggestion(format_label(box_no, loc_no), (f"holds {quantity} of it already",))
            for box_no, loc_no, quantity in self._session.execute(query)
        ]

    def _still_free(self, published: Sequence[SlotSuggestion]) -> list[SlotSuggestion]:
        labels = [parse_label(one.location) for one in published]
        query = select(Box.box_no, Location.loc_no).join(Box, Box.id == Location.box_id).where(*_FREE)
        wanted = query.where(Box.box_no.in_({box_no for box_no, _ in labels}))
        free = {(box_no, loc_no) for box_no, loc_no in self._session.execute(wanted)} if labels else set()
        return [one for one, label in zip(published, labels, strict=True) if label in free]

    def _by_rule(self, part: dict[str, Any]) -> list[SlotSuggestion]:
        neighbours = self._neighbours(part["type_name"])
        keys = {key for key, _ in neighbours} - {part["part_key"]}
        parts = pl.DataFrame([part, *({**part, "part_key": key} for key in sorted(keys))], schema=_PART_SCHEMA)
        stock = pl.DataFrame(neighbours, schema={"part_key": pl.String, "box_no": pl.Int32}, orient="row")
        found = SameTypeFirst().suggest(parts, self._slots(), stock)
        rows = found.filter(pl.col("part_key") == part["part_key"]).sort("rank")
        return [SlotSuggestion(row["location"], tuple(row["reasons"])) for row in rows.iter_rows(named=True)]

    def _facts(self, line: ShoppingListLine) -> dict[str, Any]:
        """What the rule asks about the part of a line, or about its draft."""
        part, draft = line.part, line.draft or {}
        known: dict[str, Any] = dict.fromkeys(PART_COLUMNS) | {"visits_per_month": 0.0}
        if part is not None:
            kind, known["part_key"] = part.type, part.key
            known |= {"size_class": part.size_class, "storage_needs": part.storage_needs}
        else:
            kind, known["part_key"] = self._session.get(PartType, draft.get("type_id", 0)), NEW_PART
            known |= {"size_class": draft.get("size_class"), "storage_needs": draft.get("storage_needs", [])}
        return known | {"type_name": kind.name if kind else None}

    def _neighbours(self, type_name: str | None) -> list[tuple[str, int]]:
        """Parts of a type and the boxes they lie in."""
        if type_name is None:
            return []
        query = (
            select(Part.key, Box.box_no)
            .join(Part.type)
            .join(PartLocation, PartLocation.part_id == Part.id)
            .join(Location, Location.id == PartLocation.location_id)
            .join(Box, Box.id == Location.box_id)
            .where(PartType.name == type_name)
        )
        return [(key, box_no) for key, box_no in self._session.execute(query)]

    def _slots(self) -> pl.DataFrame:
        query = (
            select(
                Box.box_no, Location.loc_no, Box.size_class, Box.storage_properties, Box.x_m, Box.y_m, Box.z_m,
                PartType.name,
            )
            .join(Box, Box.id == Location.box_id)
            .outerjoin(PartType, PartType.id == Box.designated_type_id)
            .where(*_FREE)
            .order_by(Box.box_no, Location.loc_no)
        )  # fmt: skip
        rows = [tuple(row) for row in self._session.execute(query)]
        frame = pl.DataFrame(rows, schema=_SLOT_SCHEMA, orient="row")
        label = pl.format("{}-{}", "box_no", "loc_no").alias("location")
        return frame.with_columns(label, distance_m().alias("distance_m"), is_free=pl.lit(value=True)).select(
            SLOT_COLUMNS
        )
