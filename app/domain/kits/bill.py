"""Bills of materials: what a number of units of a kit needs, kits inside kits and attrition included."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

Bills = Mapping[int, Sequence["BillLine"]]
"""Kit id to its lines; a kit without lines may be left out."""


@dataclass(frozen=True)
class BillLine:
    """One line of a kit: `required_per_unit` pieces of a part, or units of another kit.

    `substitutes` are the parts that may stand in for its own, best first.
    """

    content_id: int
    kit_id: int
    part_id: int | None
    child_kit_id: int | None
    required_per_unit: int
    attrition_percent: Decimal = Decimal(0)
    attrition_fixed: int = 0
    substitutes: tuple[int, ...] = ()


@dataclass(frozen=True)
class Need:
    """Pieces that end up in the things built, and pieces expected to get lost on the way."""

    net: int
    attrition: int = 0

    @property
    def total(self) -> int:
        """Pieces to have ready."""
        return self.net + self.attrition

    def __add__(self, other: "Need") -> "Need":
        return Need(self.net + other.net, self.attrition + other.attrition)

    def __str__(self) -> str:
        """`15 (12+3)`, or `12` where nothing gets lost."""
        return f"{self.total} ({self.net}+{self.attrition})" if self.attrition else f"{self.total}"


NOTHING = Need(0)


def line_need(line: BillLine, units: Need) -> Need:
    """What a line needs for `units` of its kit: a percentage of the pieces, rounded up, and a fixed number per run."""
    pieces = line.required_per_unit * units.total
    if pieces == 0:
        return NOTHING
    lost = ceil(pieces * line.attrition_percent / 100) + line.attrition_fixed
    net = line.required_per_unit * units.net
    return Need(net, pieces - net + lost)


def explode(bills: Bills, kit_id: int, units: int) -> dict[int, Need]:
    """Need of every part line, by content id, when `units` of a kit are built in one run.

    A kit that is reached on several ways is made in one run of all its units. `bills` must hold no cycle.
    """
    wanted: dict[int, Need] = defaultdict(lambda: NOTHING)
    wanted[kit_id] = Need(units)
    needs: dict[int, Need] = {}
    for kit in _owners_first(bills, kit_id):
        for line in bills.get(kit, ()):
            need = line_need(line, wanted[kit])
            if line.child_kit_id is None:
                needs[line.content_id] = need
            else:
                wanted[line.child_kit_id] += need
    return needs


def part_needs(bills: Bills, kit_id: int, units: int) -> dict[int, Need]:
    """`explode`, added up by part id; parts that are not needed are left out."""
    needs = explode(bills, kit_id, units)
    totals: dict[int, Need] = defaultdict(lambda: NOTHING)
    for line in part_lines(bills, kit_id):
        if line.part_id is not None and needs[line.content_id].total:
            totals[line.part_id] += needs[line.content_id]
    return dict(totals)


def part_lines(bills: Bills, kit_id: int) -> list[BillLine]:
    """The part lines of a kit and of all kits inside it, each once."""
    return [line for kit in _owners_first(bills, kit_id) for line in bills.get(kit, ()) if line.child_kit_id is None]


def path_between(children: Mapping[int, Iterable[int]], start: int, end: int) -> list[int] | None:
    """Kits on a way from `start` down to `end`, both included; None when there is none."""
    came_from: dict[int, int] = {start: start}
    waiting = [start]
    while waiting:
        kit = waiting.pop()
        if kit == end:
            return _walk_back(came_from, start, end)
        for child in children.get(kit, ()):
            if child not in came_from:
                came_from[child] = kit
                waiting.append(child)
    return None


def _walk_back(came_from: Mapping[int, int], start: int, end: int) -> list[int]:
    path = [end]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return path[::-1]


def _owners_first(bills: Bills, root: int) -> list[int]:
    """The kit and all kits inside it, each after every kit that contains it."""
    done: list[int] = []
    seen: set[int] = set()
    waiting = [(root, False)]
    while waiting:
        kit, is_finished = waiting.pop()
        if is_finished:
            done.append(kit)
        elif kit not in seen:
            seen.add(kit)
            waiting.append((kit, True))
            waiting += [(child, False) for child in _children(bills, kit)]
    return done[::-1]


def _children(bills: Bills, kit_id: int) -> Collection[int]:
    return [line.child_kit_id for line in bills.get(kit_id, ()) if line.child_kit_id is not None]
