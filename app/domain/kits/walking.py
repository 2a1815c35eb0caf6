"""Walking order: in which order a person visits slots."""

from typing import NamedTuple


class Stop(NamedTuple):
    """Where a slot is: zone, aisle, bay, level and number of its box, and its own number."""

    zone: str | None
    aisle: int | None
    bay: int | None
    level: int | None
    box_no: int
    loc_no: int


def walking_order(stop: Stop) -> tuple[tuple[bool, str | int], ...]:
    """Sort key by zone, aisle, bay, level, box and slot; boxes whose place is not known come last."""
    zone = stop.zone.casefold() if stop.zone is not None else None
    unknown: tuple[bool, str | int] = (True, 0)
    return tuple(unknown if place is None else (False, place) for place in (zone, *stop[1:]))
