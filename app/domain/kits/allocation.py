"""Allocation: which units, of which slots, serve the lines of a kit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.domain.kits.walking import Stop, walking_order

SlotOrder = Literal["remainders", "walking"]
"""Which slots of a part are emptied first: those with the fewest units, or those first met on the walk."""


@dataclass(frozen=True)
class Demand:
    """Units that one line of a kit wants: of its own part first, then of its substitutes in their order."""

    content_id: int
    part_ids: tuple[int, ...]
    units: int


@dataclass(frozen=True)
class Share:
    """Units of one part that serve one line."""

    content_id: int
    part_id: int
    units: int


@dataclass(frozen=True)
class Shelf:
    """A slot and the units of a part in it that no open pick list wants."""

    location_id: int
    stop: Stop
    units: int


@dataclass(frozen=True)
class Taking:
    """Units to take from one slot for one line."""

    share: Share
    location_id: int
    units: int


def assign(demands: Sequence[Demand], free: Mapping[int, int]) -> list[Share]:
    """Share `free` units per part among demands: every line its own part first, then substitutes for what lacks.

    Earlier lines come first. Needing more never leaves more over, so what suffices for n units suffices for fewer.
    """
    left = dict(free)
    wanting = {demand.content_id: demand.units for demand in demands}
    shares = []
    for is_own in (True, False):
        for demand in demands:
            for part_id in demand.part_ids[:1] if is_own else demand.part_ids[1:]:
                units = min(wanting[demand.content_id], left.get(part_id, 0))
                if units > 0:
                    left[part_id] -= units
                    wanting[demand.content_id] -= units
                    shares.append(Share(demand.content_id, part_id, units))
    return shares


def lacking(demands: Iterable[Demand], shares: Iterable[Share]) -> dict[int, int]:
    """Units that no share covers, by content id; covered lines are left out."""
    left = {demand.content_id: demand.units for demand in demands}
    for share in shares:
        left[share.content_id] -= share.units
    return {content_id: units for content_id, units in left.items() if units > 0}


def take(
    shares: Iterable[Share],
    shelves: Mapping[int, Sequence[Shelf]],
    held_back: Mapping[int, int],
    order: SlotOrder = "remainders",
) -> list[Taking]:
    """Slots to take the shares from: small remainders first, so that slots become free, or the first on the walk.

    Per part by units, then box and slot, or in walking order; `held_back` units, which other kits claim, are left in
    the first of that order. Shares must not exceed what is there without them.
    """
    waiting: dict[int, list[Share]] = defaultdict(list)
    for share in shares:
        waiting[share.part_id].append(share)
    return [
        taking
        for part_id, wanted in waiting.items()
        for taking in _take_part(
            wanted, _without(_in_order(shelves.get(part_id, ()), order), held_back.get(part_id, 0))
        )
    ]


def _in_order(shelves: Sequence[Shelf], order: SlotOrder) -> list[Shelf]:
    if order == "walking":
        return sorted(shelves, key=lambda shelf: (walking_order(shelf.stop), shelf.location_id))
    return sorted(shelves, key=lambda shelf: (shelf.units, shelf.stop.box_no, shelf.stop.loc_no, shelf.location_id))


def _without(shelves: Sequence[Shelf], held_back: int) -> list[tuple[int, int]]:
    """Slots and units in the order they are emptied, the first `held_back` units left out."""
    usable = []
    for shelf in shelves:
        skipped = min(held_back, max(shelf.units, 0))
        held_back -= skipped
        if shelf.units > skipped:
            usable.append((shelf.location_id, shelf.units - skipped))
    return usable


def _take_part(shares: Iterable[Share], usable: list[tuple[int, int]]) -> Iterable[Taking]:
    for share in shares:
        wanted = share.units
        while wanted and usable:
            location_id, units = usable[0]
            taken = min(wanted, units)
            yield Taking(share, location_id, taken)
            wanted -= taken
            usable[:1] = [(location_id, units - taken)] if units > taken else []
