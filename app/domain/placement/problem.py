"""A placement problem: boxes, their slots, what lies in them, and what is fetched together; arrays, checked once.

Belongs here: the facts a layout is judged by. Does not belong here: weights (`weights`), layouts (an array with the
slot of every holding, -1 for nowhere), and names, which stay with those who built the problem.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.domain.placement.problem_checks import require_finite, require_indices, require_lengths, require_symmetric
from app.domain.placement.rules import Asked, Offered, legal
from app.exceptions import ValidationException

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.integer]
"""Indices of whatever width NumPy makes."""
NOWHERE = -1


@dataclass(frozen=True)
class Boxes:
    """Where boxes stand (`x`, `y`, `z`: metres from the bench) and what they offer."""

    x: Floats
    y: Floats
    z: Floats
    offered: Offered


@dataclass(frozen=True)
class Slots:
    """The box of each slot, its walk from the bench in metres, and whether it takes nothing new."""

    box: Ints
    distance: Floats
    locked: Flags


@dataclass(frozen=True)
class Holdings:
    """What lies in the slots: one entry for each part in each slot that holds it.

    Attributes:
        walks: walks from the bench a month; a walk to n places counts 1/n at each.
        asked: what the part asks of a slot; `asked.kind` is its category too.
        slot: where it lies now, or `NOWHERE`.
        pinned: it stays where it is.
    """

    walks: Floats
    asked: Asked
    slot: Ints
    pinned: Flags


@dataclass(frozen=True)
class Affinity:
    """Co-use as a symmetric sparse matrix (CSR): holding i and `other[k]`, k in `start[i]:start[i+1]`.

    `weight` is the number of ways a month on which a person goes from one to the other.
    """

    start: NDArray[np.int64]
    other: Ints
    weight: Floats


@dataclass(frozen=True)
class PlacementProblem:
    """All of it; checked when it is made.

    Raises:
        ValidationException: lengths that differ, indices out of range, numbers that are not finite or negative, a
            lopsided affinity, or two holdings in one slot of which one may move.
    """

    boxes: Boxes
    slots: Slots
    holdings: Holdings
    affinity: Affinity

    def __post_init__(self) -> None:
        _check_storage(self.boxes, self.slots)
        _check_holdings(self.holdings, len(self.slots.box))
        count, edges = len(self.holdings.slot), len(self.affinity.other)
        require_lengths("affinity", count + 1, start=self.affinity.start)
        require_lengths("affinity", edges, weight=self.affinity.weight)
        require_indices("affinity.other", self.affinity.other, 0, count)
        require_finite("affinity.weight", self.affinity.weight, least=0.0)
        require_symmetric(self.affinity.start, self.affinity.other, self.affinity.weight)

    @cached_property
    def movable(self) -> Flags:
        """Holdings that may move: neither pinned nor in a locked slot."""
        slot = self.holdings.slot
        is_locked: Flags = (slot != NOWHERE) & self.slots.locked[slot]
        return ~self.holdings.pinned & ~is_locked

    @cached_property
    def open_slots(self) -> Flags:
        """Slots that may take something: not locked, and not taken by what stays."""
        is_open = ~self.slots.locked
        staying = self.holdings.slot[~self.movable]
        is_open[staying[staying != NOWHERE]] = False
        return is_open

    @cached_property
    def group(self) -> Ints:
        """Index of each holding's demand in `legal`: holdings that may use the same boxes share one."""
        return self._grouped[0]

    @cached_property
    def legal(self) -> Flags:
        """Groups x boxes: the hard rules are kept."""
        return self._grouped[1]

    @cached_property
    def _grouped(self) -> tuple[Ints, Flags]:
        asked = self.holdings.asked
        kinds = np.where(np.isin(asked.kind, self.boxes.offered.kind), asked.kind, -1)
        keys = np.stack([asked.size.astype(np.int64), asked.needs.astype(np.int64), kinds.astype(np.int64)], axis=1)
        unique, group = np.unique(keys, axis=0, return_inverse=True)
        demands = Asked(unique[:, 0].astype(np.int8), unique[:, 1].astype(np.uint8), unique[:, 2].astype(np.int32))
        return group.reshape(-1).astype(np.int32), legal(demands, self.boxes.offered)

    def misplaced(self, slot: Ints) -> Flags:
        """Holdings that lie in a box which breaks a rule for them, in a layout."""
        placed: Flags = slot != NOWHERE
        if len(slot):
            placed &= ~self.legal[self.group, self.slots.box[slot]]
        return placed


def _check_storage(boxes: Boxes, slots: Slots) -> None:
    offered = boxes.offered
    require_lengths(
        "boxes", len(boxes.x), y=boxes.y, z=boxes.z,
        size=offered.size, properties=offered.properties, kind=offered.kind,
    )  # fmt: skip
    for name in ("x", "y", "z"):
        require_finite(f"boxes.{name}", getattr(boxes, name))
    require_lengths("slots", len(slots.box), distance=slots.distance, locked=slots.locked)
    require_indices("slots.box", slots.box, 0, len(boxes.x))
    require_finite("slots.distance", slots.distance, least=0.0)


def _check_holdings(holdings: Holdings, slots: int) -> None:
    asked = holdings.asked
    require_lengths(
        "holdings", len(holdings.slot), walks=holdings.walks, pinned=holdings.pinned,
        size=asked.size, needs=asked.needs, kind=asked.kind,
    )  # fmt: skip
    require_indices("holdings.slot", holdings.slot, NOWHERE, slots)
    require_finite("holdings.walks", holdings.walks, least=0.0)
    taken = holdings.slot[holdings.slot != NOWHERE]
    shared = np.bincount(taken, minlength=slots) > 1
    loose = (holdings.slot != NOWHERE) & shared[holdings.slot] & ~holdings.pinned if len(taken) else shared[:0]
    if loose.any():
        raise ValidationException(
            f"Slot {int(holdings.slot[loose][0])} holds several things; what lies in a shared slot has to be pinned",
            field="holdings.pinned",
        )
