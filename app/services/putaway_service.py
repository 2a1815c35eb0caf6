"""Putaway: where what just arrived could go - beside what is there, else where it costs least to keep it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.placement.distance import distance_m
from app.domain.placement.interface import PART_COLUMNS, SLOT_COLUMNS, TOP
from app.domain.placement.putaway import NO_HABITS, Habits, cost_by_box, reasons_for
from app.domain.placement.same_type_first import SameTypeFirst
from app.domain.stock.location_label import format_label
from app.models import Box, Location, Part, PartLocation, PartType, ShoppingListLine
from app.services.lookups import find_by_id, find_part
from app.services.placement.weights_service import WeightsService
from app.services.putaway_reader import FREE, PutawayReader, Wanted

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


@dataclass(frozen=True)
class SlotSuggestion:
    """A slot, why, and the metres a month it saves against where most of the part lies now (None: it lies nowhere)."""

    location: str
    reasons: tuple[str, ...]
    saving_m_per_month: float | None = None


class PutawayService:
    """Suggests slots; never writes."""

    def __init__(self, session: Session, weights: WeightsService) -> None:
        self._session = session
        self._weights = weights

    def for_part(self, key: str, habits: Habits = NO_HABITS) -> list[SlotSuggestion]:
        """Up to five free slots for a part, in as many boxes as can be, best first.

        Each box is priced as a layout is: the walk from the bench, the ways to what it is fetched with (`habits`), and
        a box more for its type. Where no box has coordinates, the rule *same type first* decides.

        Raises:
            RecordNotFoundException: no such part.
        """
        part = find_part(self._session, key)
        wanted = Wanted(part.id, part.type_id, part.size_class, part.storage_needs)
        return self._free(wanted, part, part.type.name if part.type else None, habits)

    def for_line(self, line_id: int, habits: Habits = NO_HABITS) -> list[SlotSuggestion]:
        """Slots for what arrives of a shopping list line, also for a part that does not exist yet.

        First those that hold the part, then free ones as in `for_part`.

        Raises:
            RecordNotFoundException: no such line.
        """
        line = find_by_id(self._session, ShoppingListLine, line_id, "Shopping list line")
        if line.part is not None:
            return [*self._holding(line.part.id), *self.for_part(line.part.key, habits)]
        draft = line.draft or {}
        kind = self._session.get(PartType, draft.get("type_id", 0))
        wanted = Wanted(None, kind.id if kind else None, draft.get("size_class"), draft.get("storage_needs", []))
        return self._free(wanted, None, kind.name if kind else None, habits)

    def _free(self, wanted: Wanted, part: Part | None, kind: str | None, habits: Habits) -> list[SlotSuggestion]:
        reader = PutawayReader(self._session)
        if not reader.numbers:
            return self._by_rule(wanted, part.key if part else NEW_PART, kind)
        own = [part.key] if part else []
        at = reader.main_boxes([*own, *(partner.key for partner in habits.partners)])
        around = reader.surroundings(wanted, habits.partners, at)
        cost = cost_by_box(around, habits, self._weights.get())
        possible = reader.legal_boxes(wanted)
        not_meant = around.boxes.offered.kind[possible] < 0
        order = np.lexsort((possible, around.distance[possible], not_meant, cost[possible]))
        now = at.get(part.key) if part else None
        return [
            SlotSuggestion(
                format_label(reader.numbers[box], loc_no),
                tuple(reasons_for(around, habits, box, kind)),
                None if now is None else float(cost[now] - cost[box]),
            )
            for box, loc_no in reader.free_slots(possible[order].tolist(), TOP)
        ]

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

    def _by_rule(self, wanted: Wanted, key: str, kind: str | None) -> list[SlotSuggestion]:
        part: dict[str, Any] = dict.fromkeys(PART_COLUMNS) | {
            "part_key": key, "type_name": kind, "size_class": wanted.size_class,
            "storage_needs": list(wanted.storage_needs), "visits_per_month": 0.0,
        }  # fmt: skip
        neighbours = self._neighbours(kind)
        others = {other for other, _ in neighbours} - {key}
        parts = pl.DataFrame([part, *({**part, "part_key": other} for other in sorted(others))], schema=_PART_SCHEMA)
        stock = pl.DataFrame(neighbours, schema={"part_key": pl.String, "box_no": pl.Int32}, orient="row")
        found = SameTypeFirst().suggest(parts, self._slots(), stock)
        rows = found.filter(pl.col("part_key") == key).sort("rank")
        return [SlotSuggestion(row["location"], tuple(row["reasons"])) for row in rows.iter_rows(named=True)]

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
            .where(*FREE)
            .order_by(Box.box_no, Location.loc_no)
        )  # fmt: skip
        rows = [tuple(row) for row in self._session.execute(query)]
        frame = pl.DataFrame(rows, schema=_SLOT_SCHEMA, orient="row")
        label = pl.format("{}-{}", "box_no", "loc_no").alias("location")
        return frame.with_columns(label, distance_m().alias("distance_m"), is_free=pl.lit(value=True)).select(
            SLOT_COLUMNS
        )
