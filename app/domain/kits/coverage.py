"""Coverage of a kit: what a number of units needs, what is there for it, and how many could be built now."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from app.domain.kits.allocation import Demand, assign, lacking
from app.domain.kits.bill import BillLine, Bills, Need, explode, part_lines

ENOUGH, PARTIAL, MISSING = "enough", "partial", "missing"
MAX_UNITS = 1_000_000
"""More units of a kit than anybody builds; above it the input is taken for a mistake."""


@dataclass(frozen=True)
class Supply:
    """Per part: units in stock, units that other kits claim, and units picked for this kit that no build has used."""

    in_stock: Mapping[int, int]
    reserved: Mapping[int, int]
    picked: Mapping[int, int]

    def available(self, part_id: int) -> int:
        """Units in stock that nobody else claims."""
        return max(self.in_stock.get(part_id, 0) - self.reserved.get(part_id, 0), 0)


@dataclass(frozen=True)
class CoverageLine:
    """One part line against a number of units; `substituted` units come from substitutes, `state` says it in a word."""

    line: BillLine
    need: Need
    in_stock: int
    reserved: int
    available: int
    picked: int
    substituted: int
    shortfall: int
    state: str


@dataclass(frozen=True)
class Coverage:
    """All part lines for `units`, and how many units could be built now (none without lines)."""

    units: int
    lines: tuple[CoverageLine, ...]
    max_buildable: int


def cover(bills: Bills, kit_id: int, units: int, supply: Supply) -> Coverage:
    """Coverage of `units` of a kit; a line that needs nothing counts as enough."""
    lines = part_lines(bills, kit_id)
    needs = explode(bills, kit_id, units)
    demands, picked = demands_of(lines, needs, supply.picked)
    shares = assign(demands, _free(demands, supply))
    short = lacking(demands, shares)
    stand_ins: Counter[int] = Counter()
    own = {demand.content_id: demand.part_ids[0] for demand in demands}
    for share in shares:
        if share.part_id != own[share.content_id]:
            stand_ins[share.content_id] += share.units
    rows = tuple(
        _row(
            line,
            needs[line.content_id],
            supply,
            picked=picked[line.content_id],
            substituted=stand_ins[line.content_id],
            shortfall=short.get(line.content_id, 0),
        )
        for line in lines
    )
    return Coverage(units, rows, max_buildable(bills, kit_id, supply))


def demands_of(
    lines: Sequence[BillLine], needs: Mapping[int, Need], picked: Mapping[int, int]
) -> tuple[list[Demand], dict[int, int]]:
    """What each line still wants once picked units are given to the lines in order, and what each was given."""
    left, given = dict(picked), {}
    demands = []
    for line in lines:
        if line.part_id is None:
            continue
        total = needs[line.content_id].total
        given[line.content_id] = min(left.get(line.part_id, 0), total)
        left[line.part_id] = left.get(line.part_id, 0) - given[line.content_id]
        parts = (line.part_id, *line.substitutes)
        demands.append(Demand(line.content_id, parts, total - given[line.content_id]))
    return demands, given


def max_buildable(bills: Bills, kit_id: int, supply: Supply) -> int:
    """Most units for which every line is covered; at most `MAX_UNITS`, and none for a kit without part lines."""
    lines = part_lines(bills, kit_id)
    if not lines:
        return 0

    def suffices(units: int) -> bool:
        demands, _ = demands_of(lines, explode(bills, kit_id, units), supply.picked)
        return not lacking(demands, assign(demands, _free(demands, supply)))

    return _largest(suffices)


def _largest(suffices: Callable[[int], bool]) -> int:
    """Largest number up to `MAX_UNITS` that suffices, when every smaller one does too and 0 always."""
    low, step = 0, 1
    while low + step <= MAX_UNITS and suffices(low + step):
        low, step = low + step, step * 2
    high = min(low + step, MAX_UNITS + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if suffices(middle) else (low, middle)
    return low


def _free(demands: Collection[Demand], supply: Supply) -> dict[int, int]:
    return {part_id: supply.available(part_id) for demand in demands for part_id in demand.part_ids}


def _row(line: BillLine, need: Need, supply: Supply, *, picked: int, substituted: int, shortfall: int) -> CoverageLine:
    part_id = line.part_id or 0
    covered = need.total - shortfall
    return CoverageLine(
        line=line,
        need=need,
        in_stock=supply.in_stock.get(part_id, 0),
        reserved=supply.reserved.get(part_id, 0),
        available=supply.available(part_id),
        picked=picked,
        substituted=substituted,
        shortfall=shortfall,
        state=ENOUGH if shortfall == 0 else PARTIAL if covered > 0 else MISSING,
    )
