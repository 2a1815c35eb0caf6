"""Shortage over many kits: what lacks once stock and orders are shared out by priority and minimums are kept."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.kits.allocation import Demand, Share, assign, lacking


@dataclass(frozen=True)
class KitDemand:
    """What one kit still wants of its lines; the lower the priority's number, the earlier it is served."""

    kit_id: int
    priority: int
    demands: Sequence[Demand]


@dataclass(frozen=True)
class KitShare:
    """How one kit fares with one part it asks for: units wanted, units that stock and orders give it, units short."""

    kit_id: int
    wanted: int
    from_stock: int
    from_orders: int
    short: int


@dataclass(frozen=True)
class Shortage:
    """A part of which units lack: for kits, and to come back to its minimum once they are served."""

    part_id: int
    kits: tuple[KitShare, ...]
    for_minimum: int

    @property
    def units(self) -> int:
        """Units to buy: need - stock - on order + minimum, where no substitute helps out."""
        return sum(kit.short for kit in self.kits) + self.for_minimum


def shortages(
    kits: Iterable[KitDemand],
    in_stock: Mapping[int, int],
    on_order: Mapping[int, int],
    minimums: Mapping[int, int],
) -> list[Shortage]:
    """Parts that lack, by part id. Stock is shared out to all kits before orders are; substitutes count for both."""
    queue = sorted(kits, key=lambda kit: (kit.priority, kit.kit_id))
    stock, orders = Counter(dict(in_stock)), Counter(dict(on_order))
    given = {kit.kit_id: _serve(kit.demands, stock) for kit in queue}
    shared: dict[int, list[KitShare]] = defaultdict(list)
    for kit in queue:
        for part_id, share in _outcome(kit, given[kit.kit_id], orders).items():
            shared[part_id].append(share)
    found = []
    for part_id in sorted(shared.keys() | minimums.keys()):
        left = stock[part_id] + orders[part_id]
        for_minimum = max(minimums.get(part_id, 0) - left, 0)
        shortage = Shortage(part_id, tuple(shared[part_id]), for_minimum)
        if shortage.units:
            found.append(shortage)
    return found


def _serve(demands: Sequence[Demand], pool: Counter[int]) -> list[Share]:
    """Give what `pool` has and take it out of the pool."""
    shares = assign(demands, pool)
    for share in shares:
        pool[share.part_id] -= share.units
    return shares


def _outcome(kit: KitDemand, from_stock: list[Share], orders: Counter[int]) -> dict[int, KitShare]:
    """Per part that the kit asks for, what it got; what stock did not give is asked of the orders."""
    open_units = lacking(kit.demands, from_stock)
    waiting = [replace(demand, units=open_units.get(demand.content_id, 0)) for demand in kit.demands]
    from_orders = _serve(waiting, orders)
    short = lacking(waiting, from_orders)
    by_content = (_per_content(from_stock), _per_content(from_orders))
    totals: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for demand in kit.demands:
        content_id = demand.content_id
        row = (demand.units, by_content[0][content_id], by_content[1][content_id], short.get(content_id, 0))
        totals[demand.part_ids[0]] = [a + b for a, b in zip(totals[demand.part_ids[0]], row, strict=True)]
    return {part_id: KitShare(kit.kit_id, *numbers) for part_id, numbers in totals.items() if numbers[0]}


def _per_content(shares: Iterable[Share]) -> Counter[int]:
    units: Counter[int] = Counter()
    for share in shares:
        units[share.content_id] += share.units
    return units
