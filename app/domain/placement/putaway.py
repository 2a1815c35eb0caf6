"""Putaway: what one more holding costs in each box, term by term as in `cost`, and why a box is a good one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from app.domain.placement.distance import between_m
from app.domain.placement.problem import Boxes, Floats, Ints
from app.domain.placement.weights import Weights

_PARTNERS_NAMED = 2
_BESIDE_M = 3.0
"""A partner within so many metres is worth naming."""


class Partner(NamedTuple):
    """A part fetched on the same walks: ways a month between the two, walks they shared, of so many in all."""

    key: str
    ways_per_month: float
    shared_walks: int
    walks: int


@dataclass(frozen=True)
class Habits:
    """How a part is fetched: visits a month, walks a month (one to n places counts 1/n), and with what."""

    visits_per_month: float = 0.0
    walks_per_month: float = 0.0
    partners: tuple[Partner, ...] = ()


NO_HABITS = Habits()
"""Nothing is known of it yet."""


@dataclass(frozen=True)
class Surroundings:
    """Boxes with their walk from the bench, how many other parts of the same type each holds, and partners' boxes.

    `partner_box` has the box of each of `partners`, which are those that lie somewhere.
    """

    boxes: Boxes
    distance: Floats
    alike: Ints
    partners: tuple[Partner, ...]
    partner_box: Ints


def cost_by_box(around: Surroundings, habits: Habits, weights: Weights) -> Floats:
    """Metres a month that lying in each box costs: travel, co-use, and spread where the type has no box there yet."""
    count = len(around.distance)
    travel = weights.travel * 2.0 * habits.walks_per_month * around.distance
    every = np.arange(count, dtype=np.int32)
    ways = np.zeros(count)
    for place, partner in enumerate(around.partners):
        ways += partner.ways_per_month * between_m(around.boxes, every, around.partner_box[place : place + 1])
    spread = weights.spread * ((around.alike == 0) & bool(around.alike.any()))
    cost: Floats = travel + weights.co_use * ways + spread
    return cost


def reasons_for(around: Surroundings, habits: Habits, box: int, kind: str | None) -> list[str]:
    """What speaks for a box, in words; the walk from the bench is always said."""
    said = []
    if around.alike[box]:
        said.append(f"beside {around.alike[box]} more of type {kind}")
    elif kind is not None and around.boxes.offered.kind[box] >= 0:
        said.append(f"the box is meant for type {kind}")
    fetched = f", fetched {habits.visits_per_month:.1f} times a month" if habits.visits_per_month else ""
    said.append(f"{around.distance[box]:.1f} m from the bench{fetched}")
    return [*said, *_partners_near(around, box)]


def _partners_near(around: Surroundings, box: int) -> Sequence[str]:
    """The strongest partners in the box or a few steps from it."""
    here = np.full(len(around.partner_box), box, dtype=np.int32)
    metres = between_m(around.boxes, here, around.partner_box)
    near = [
        (partner, float(way))
        for partner, way in zip(around.partners, metres, strict=True)
        if way <= _BESIDE_M and partner.ways_per_month > 0
    ]
    strongest = sorted(near, key=lambda one: (-one[0].ways_per_month, one[0].key))[:_PARTNERS_NAMED]
    return [
        f"{f'{way:.1f} m from' if way else 'beside'} {partner.key}, "
        f"fetched together on {partner.shared_walks} of {partner.walks} walks"
        for partner, way in strongest
    ]
