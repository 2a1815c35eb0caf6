"""What putaway asks of the system of record: boxes, who lies in them, and which slots are free; a few short queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.domain.placement.distance import from_bench_m
from app.domain.placement.problem import Ints
from app.domain.placement.putaway import Partner, Surroundings
from app.domain.placement.rules import NO_TYPE, Asked, demand_sizes, legal, storage_bits
from app.models import Box, Location, Part, PartLocation, PartPlace
from app.services.putaway_boxes import standing_boxes

FREE = (
    ~Location.is_locked,
    Box.archived_at.is_(None),
    ~exists().where(PartLocation.location_id == Location.id),
)
"""What a query on locations and boxes asks of a slot that takes something new."""
_AT_FIRST = 20
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
        standing = standing_boxes(session)
        self.numbers = standing.numbers
        self._ids, self._boxes = standing.ids, standing.boxes
        self._row = {box_id: row for row, box_id in enumerate(standing.ids)}

    def legal_boxes(self, wanted: Wanted) -> Ints:
        """Rows of the boxes that keep the hard rules for it."""
        kind = NO_TYPE if wanted.type_id is None else wanted.type_id
        asked = Asked(
            demand_sizes([wanted.size_class]), storage_bits([wanted.storage_needs]), np.array([kind], dtype=np.int32)
        )
        return np.flatnonzero(legal(asked, self._boxes.offered)[0]).astype(np.int32)

    def surroundings(self, wanted: Wanted, partners: Sequence[Partner], at: Mapping[str, int]) -> Surroundings:
        """The boxes as seen by one part; `at` has the box of every partner that lies somewhere (`main_boxes`)."""
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

    def main_boxes(self, keys: Sequence[str]) -> dict[str, int]:
        """The row of the box in which most of a part lies, of those parts that lie somewhere."""
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
        """Other parts of the same type in each box; asked for as two lists, as rows they take twice as long."""
        counts = np.zeros(len(self.numbers), dtype=np.int32)
        if wanted.type_id is None:
            return counts
        held = (
            select(PartPlace.box_id, func.count(PartPlace.part_id.distinct()).label("parts"))
            .where(PartPlace.type_id == wanted.type_id, PartPlace.part_id != (wanted.part_id or 0))
            .group_by(PartPlace.box_id)
            .subquery()
        )
        lists = select(func.array_agg(held.c.box_id), func.array_agg(held.c.parts))
        box_ids, parts = self._session.execute(lists).one()
        for box_id, count in zip(box_ids or (), parts or (), strict=True):  # no rows make no list
            if box_id in self._row:
                counts[self._row[box_id]] = count
        return counts
