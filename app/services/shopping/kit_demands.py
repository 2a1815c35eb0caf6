"""What a kit needs of each part, what it can count on, and what is left to buy."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.domain.kits.allocation import Demand, Share
from app.domain.kits.bill import explode, part_lines
from app.domain.kits.coverage import Supply, demands_of
from app.domain.shopping.netting import OpenLine, Purchase, counted_on, on_order_for, to_buy
from app.domain.shopping.standing_in import stand_ins
from app.models import Kit, Part, ShoppingList, ShoppingListLine
from app.services.kit_bills import bills_of_kits
from app.services.kit_supply import read_supply
from app.services.reservation_service import ReservationService


@dataclass(frozen=True)
class StandIn:
    """Pieces of a substitute that serve a kit, so that its own part need not be bought."""

    part: Part
    units: int


@dataclass(frozen=True)
class PartDemand:
    """What a kit needs of a part, what stands in for it, and what has to be bought."""

    part: Part
    required: int
    in_stock: int
    on_order: int
    stand_ins: tuple[StandIn, ...]
    purchase: Purchase


class KitDemands:
    """Reads the demands of kits; never writes."""

    def __init__(self, session: Session, reservations: ReservationService) -> None:
        self._session = session
        self._reservations = reservations

    def of_kit(self, kit: Kit, units: int, set_anew: ShoppingList | None, *, honor_reserved: bool) -> list[PartDemand]:
        """What `units` of a kit need and lack, by part key; what `set_anew` plans for the kit so far does not count.

        Units that the kit has picked already count as stock; stock that other kits claim does unless `honor_reserved`.
        Substitutes stand in with what nobody else claims and their own minimum does not need.
        """
        bills = bills_of_kits(self._session, [kit.id])
        lines, part_ids = part_lines(bills.lines, kit.id), bills.part_ids()
        demands, _ = demands_of(lines, explode(bills.lines, kit.id, units), {})
        counts = self._counts(kit, part_ids, set_anew, honor_reserved=honor_reserved)
        own = {part_id: count.counted_on(kit.id) for part_id, count in counts.items()}
        shares = stand_ins(demands, own, {part_id: count.spare for part_id, count in counts.items()})
        required: Counter[int] = Counter()
        for demand in demands:
            required[demand.part_ids[0]] += demand.units
        helpers = _helpers(demands, shares)
        wanted = sorted((counts[part_id] for part_id in +required), key=lambda count: count.part.key)
        return [_demand(kit, count, required[count.part.id], helpers[count.part.id], counts) for count in wanted]

    def _counts(
        self, kit: Kit, part_ids: Collection[int], set_anew: ShoppingList | None, *, honor_reserved: bool
    ) -> dict[int, "_Count"]:
        supply = read_supply(self._session, self._reservations, part_ids).of_kit(kit.id)
        coming = self._open_lines(kit, part_ids, set_anew)
        return {
            part.id: _count(part, supply, coming[part.id], honor_reserved=honor_reserved)
            for part in self._session.scalars(select(Part).where(Part.id.in_(part_ids)))
        }

    def _open_lines(
        self, kit: Kit, part_ids: Collection[int], set_anew: ShoppingList | None
    ) -> dict[int, list[OpenLine]]:
        """Lines of active lists that wait for these parts, without the shares that a push to `set_anew` replaces."""
        query = (
            select(ShoppingListLine)
            .join(ShoppingListLine.shopping_list)
            .where(ShoppingListLine.part_id.in_(part_ids))
            .where(ShoppingListLine.status != "done", ShoppingList.status == "active")
            .options(selectinload(ShoppingListLine.needs))
        )
        found: dict[int, list[OpenLine]] = defaultdict(list)
        for line in self._session.scalars(query):
            is_ordered = line.status == "ordered"
            shares = {need.kit_id: need.quantity for need in line.needs}
            if not is_ordered and set_anew is not None and line.shopping_list_id == set_anew.id:
                shares.pop(kit.id, None)
            outstanding = max(line.ordered - line.received, 0) if is_ordered else line.needed
            found[line.part_id or 0].append(OpenLine(is_ordered, outstanding, shares))
        return found


@dataclass(frozen=True)
class _Count:
    """A part as a kit sees it: pieces it can use, pieces nobody else claims, and the lines that wait for more."""

    part: Part
    in_stock: int
    spare: int
    coming: Sequence[OpenLine]

    @property
    def minimum(self) -> int:
        return self.part.minimum_quantity or 0

    def counted_on(self, kit_id: int) -> int:
        return counted_on(kit_id, in_stock=self.in_stock, minimum=self.minimum, lines=self.coming)


def _count(part: Part, supply: Supply, coming: Sequence[OpenLine], *, honor_reserved: bool) -> _Count:
    held, available = supply.in_stock.get(part.id, 0), supply.available(part.id)
    usable = (available if honor_reserved else held) + supply.picked.get(part.id, 0)
    return _Count(part, usable, max(available - (part.minimum_quantity or 0), 0), coming)


def _helpers(demands: Sequence[Demand], shares: Sequence[Share]) -> dict[int, Counter[int]]:
    """Pieces per substitute, by the part that they stand in for."""
    own = {demand.content_id: demand.part_ids[0] for demand in demands}
    helpers: dict[int, Counter[int]] = defaultdict(Counter)
    for share in shares:
        helpers[own[share.content_id]][share.part_id] += share.units
    return helpers


def _demand(
    kit: Kit, count: _Count, required: int, helpers: Mapping[int, int], counts: Mapping[int, _Count]
) -> PartDemand:
    helping = tuple(StandIn(counts[part_id].part, units) for part_id, units in helpers.items())
    missing = required - sum(helpers.values())
    purchase = to_buy(kit.id, missing, in_stock=count.in_stock, minimum=count.minimum, lines=count.coming)
    return PartDemand(count.part, required, count.in_stock, on_order_for(kit.id, count.coming), helping, purchase)
