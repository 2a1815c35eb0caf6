"""What putaway asks of the system of record: boxes, who lies in them, and which slots are free; a few short queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.domain.placement.distance import from_bench_m
from app.domain.placement.problem import Boxes, Ints
from app.domain.placement.putaway import Partner, Surroundings
from app.domain.placement.rules import NO_TYPE, Asked, Offered, demand_sizes, legal, offer_sizes, storage_bits
from app.models import Box, Location, Part, PartLocation, PartPlace

FREE = (
    ~Location.is_locked,
    Box.archived_at.is_(None),
    ~exists().where(PartLocation.location_id == Location.id),
)
"""What a query on locations and boxes asks of a slot that takes something new."""
_AT_FIRST = 50
"""Boxes whose slots are looked at in the first query; each further one takes twice as many: a store may be full."""


@dataclass(frozen=True)
class Wanted:
    """The part, or the draft of one, that looks for a slot; `part_id` is None for a draft."""

    part_id: int | None
    type_id: int | None
    size_class: str | None
    storage_needs: Sequence[str]


class PutawayReader:
    """Boxes in service with coordinates, read once; a box is named by its place in `numbers`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        ids, self.numbers, x, y, z, sizes, properties, kinds = self._columns()
        self._ids: list[int] = ids
        self._row = {box_id: row for row, box_id in enumerate(ids)}
        offered = Offered(
            offer_sizes(sizes), storage_bits(text.split() for text in properties), np.array(kinds, dtype=np.int32)
        )
        self._boxes = Boxes(np.array(x, dtype=float), np.array(y, dtype=float), np.array(z, dtype=float), offered)

    def _columns(self) -> list[list[Any]]:
        """Every fact of the boxes as one list: a row of lists is read in a tenth of the time of thousands of rows."""
        boxes = (
            select(
                Box.id,
                Box.box_no,
                Box.x_m,
                Box.y_m,
                func.coalesce(Box.z_m, 0.0),
                Box.size_class,
                func.array_to_string(Box.storage_properties, " "),
                func.coalesce(Box.designated_type_id, NO_TYPE),
            )
            .where(Box.archived_at.is_(None), Box.x_m.is_not(None), Box.y_m.is_not(None))
            .order_by(Box.box_no)
            .subquery()
        )
        lists = self._session.execute(select(*(func.array_agg(one) for one in boxes.columns))).one()
        return [one or [] for one in lists]  # no rows make no list

    def legal_boxes(self, wanted: Wanted) -> Ints:
        """Rows of the boxes that keep the hard rules for it."""
        kind = NO_TYPE if wanted.type_id is None else wanted.type_id
        asked = Asked(
            demand_sizes([wanted.size_class]), storage_bits([wanted.storage_needs]), np.array([kind], dtype=np.int32)
        )
        return np.flatnonzero(legal(asked, self._boxes.offered)[0]).astype(np.int32)

    def surroundings(self, wanted: Wanted, partners: Sequence[Partner]) -> Surroundings:
        """The boxes as seen by one part."""
        at = self._main_boxes([partner.key for partner in partners])
        placed = tuple(partner for partner in partners if partner.key in at)
        return Surroundings(
            self._boxes,
            from_bench_m(self._boxes),
            self._alike(wanted),
            placed,
            np.array([at[partner.key] for partner in placed], dtype=np.int32),
        )

    def free_slots(self, boxes: Sequence[int], count: int) -> list[tuple[int, int]]:
        """Up to `count` free slots as rows of boxes and slot numbers, from as many of the given boxes as possible.

        The first free slot of each box comes before the second of any; boxes in the order given.
        """
        found: list[tuple[int, int, int]] = []
        start, some = 0, boxes[:_AT_FIRST]
        while some:
            place_of = {self._ids[row]: start + place for place, row in enumerate(some)}
            nth = func.row_number().over(partition_by=Location.box_id, order_by=Location.loc_no).label("nth")
            free = (
                select(Location.box_id, Location.loc_no, nth)
                .join(Box, Box.id == Location.box_id)
                .where(*FREE, Location.box_id.in_(place_of))
                .subquery()
            )
            rows = self._session.execute(select(free).where(free.c.nth <= count))
            found += [(nth, place_of[box_id], loc_no) for box_id, loc_no, nth in rows]
            if sum(nth == 1 for nth, _, _ in found) >= count:
                break
            start += len(some)
            some = boxes[start : start + 2 * len(some)]
        return [(boxes[place], loc_no) for _, place, loc_no in sorted(found)[:count]]

    def main_box(self, part_key: str) -> int | None:
        """The row of the box in which most of a part lies."""
        return self._main_boxes([part_key]).get(part_key)

    def _main_boxes(self, keys: Sequence[str]) -> dict[str, int]:
        query = (
            select(Part.key, Location.box_id)
            .join(PartLocation, PartLocation.part_id == Part.id)
            .join(Location, Location.id == PartLocation.location_id)
            .where(Part.key.in_(keys))
            .order_by(PartLocation.quantity, Location.id.desc())
        )
        held = self._session.execute(query) if keys else ()
        return {key: self._row[box_id] for key, box_id in held if box_id in self._row}

    def _alike(self, wanted: Wanted) -> Ints:
        """Other parts of the same type in each box."""
        counts = np.zeros(len(self.numbers), dtype=np.int32)
        query = (
            select(PartPlace.box_id, func.count(PartPlace.part_id.distinct()))
            .where(PartPlace.type_id == wanted.type_id, PartPlace.part_id != (wanted.part_id or 0))
            .group_by(PartPlace.box_id)
        )
        held = self._session.execute(query) if wanted.type_id is not None else ()
        for box_id, parts in held:
            if box_id in self._row:
                counts[self._row[box_id]] = parts
        return counts
