"""Reads what is there for kits: stock, what other kits claim, what was picked, and the slots it lies in."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.kits.allocation import Shelf
from app.domain.kits.coverage import Supply
from app.domain.kits.walking import Stop
from app.models import Box, Location, PartLocation, PickListLine
from app.services.reservation_service import KitClaims, ReservationService


@dataclass(frozen=True)
class KitSupply:
    """Stock and claims of some parts, read once for any number of kits."""

    in_stock: Mapping[int, int]
    claims: Mapping[int, KitClaims]

    def of_kit(self, kit_id: int) -> Supply:
        """What one kit may count on: its own picks are its own, the claims of all others are not."""
        reserved = Counter[int]()
        for owner, claims in self.claims.items():
            if owner != kit_id:
                reserved.update(claims.units)
        picked = self.claims[kit_id].picked() if kit_id in self.claims else {}
        return Supply(self.in_stock, reserved, picked)


def read_supply(session: Session, reservations: ReservationService, part_ids: Collection[int]) -> KitSupply:
    """Stock and claims of these parts: three statements."""
    query = (
        select(PartLocation.part_id, func.sum(PartLocation.quantity))
        .where(PartLocation.part_id.in_(part_ids))
        .group_by(PartLocation.part_id)
    )
    in_stock = {part_id: int(units) for part_id, units in session.execute(query).tuples()}
    return KitSupply(in_stock, reservations.by_kit(part_ids))


@dataclass(frozen=True)
class PickingSupply:
    """What a new pick list may take: slots less what open lists want, and units other kits claim beyond their lists."""

    shelves: Mapping[int, list[Shelf]]
    held_back: Mapping[int, int]

    def free(self) -> dict[int, int]:
        """Units per part that may be taken."""
        return {
            part_id: max(sum(shelf.units for shelf in shelves) - self.held_back.get(part_id, 0), 0)
            for part_id, shelves in self.shelves.items()
        }


def read_picking_supply(
    session: Session, reservations: ReservationService, part_ids: Collection[int], kit_id: int, *, lock: bool = False
) -> PickingSupply:
    """What a pick list of a kit may take of these parts.

    With `lock` the balances are locked until the transaction ends, so that two lists never share out the same units.
    """
    if lock:
        session.execute(
            select(PartLocation.id)
            .where(PartLocation.part_id.in_(part_ids))
            .order_by(PartLocation.part_id, PartLocation.location_id)
            .with_for_update()
        )
    held_back: Counter[int] = Counter()
    for owner, claims in reservations.by_kit(part_ids).items():
        if owner != kit_id:
            held_back.update(claims.units)
            held_back.subtract(claims.on_lists())
    return PickingSupply(_shelves(session, part_ids), dict(+held_back))


def _shelves(session: Session, part_ids: Collection[int]) -> dict[int, list[Shelf]]:
    wanted = (
        select(func.coalesce(func.sum(PickListLine.quantity_to_pick), 0))
        .where(
            PickListLine.part_id == PartLocation.part_id,
            PickListLine.location_id == PartLocation.location_id,
            PickListLine.status == "open",
        )
        .correlate(PartLocation)
        .scalar_subquery()
    )
    query = (
        select(
            PartLocation.part_id, Location.id, PartLocation.quantity - wanted,
            Box.zone, Box.aisle, Box.bay, Box.level, Box.box_no, Location.loc_no,
        )
        .join(Location, Location.id == PartLocation.location_id)
        .join(Box, Box.id == Location.box_id)
        .where(PartLocation.part_id.in_(part_ids))
    )  # fmt: skip
    shelves: dict[int, list[Shelf]] = defaultdict(list)
    for part_id, location_id, units, zone, aisle, bay, level, box_no, loc_no in session.execute(query).tuples():
        stop = Stop(zone, aisle, bay, level, box_no, loc_no)
        shelves[part_id].append(Shelf(location_id, stop, max(int(units), 0)))
    return shelves
