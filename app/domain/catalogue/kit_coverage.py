"""Coverage of a kit: what a number of builds needs, what is there, and how many could be built now."""

from collections.abc import Sequence
from dataclasses import dataclass

ENOUGH, PARTIAL, MISSING = "enough", "partial", "missing"


@dataclass(frozen=True)
class KitNeed:
    """One line of a kit as it is: units per build and units in stock."""

    content_id: int
    part_key: str
    description: str
    required_per_unit: int
    in_stock: int


@dataclass(frozen=True)
class CoverageLine:
    """One line against a number of builds; `state` is enough, partial or missing."""

    need: KitNeed
    required: int
    shortfall: int
    state: str


@dataclass(frozen=True)
class KitCoverage:
    """All lines by part key for `units` builds, and how many builds the stock allows now (none without lines)."""

    units: int
    lines: tuple[CoverageLine, ...]
    max_buildable: int


def cover(needs: Sequence[KitNeed], units: int) -> KitCoverage:
    """Coverage of `units` builds; a part that is not needed counts as enough."""
    lines = tuple(_line(need, units) for need in sorted(needs, key=lambda need: need.part_key))
    buildable = min((need.in_stock // need.required_per_unit for need in needs), default=0)
    return KitCoverage(units, lines, buildable)


def _line(need: KitNeed, units: int) -> CoverageLine:
    required = need.required_per_unit * units
    shortfall = max(required - need.in_stock, 0)
    state = ENOUGH if shortfall == 0 else PARTIAL if need.in_stock > 0 else MISSING
    return CoverageLine(need, required, shortfall, state)
