"""Claims: the units of each part that a kit still holds against everybody else."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Pick:
    """Units on a kit's pick lists that no build has used yet: still on the list (`open`) or already taken (`picked`).

    `part_id` is what lies in the slot, `own_part_id` what the kit's line asks for; a substitute makes them differ.
    """

    part_id: int
    own_part_id: int
    open: int
    picked: int


def claimed(needs: Mapping[int, int], picks: Iterable[Pick]) -> dict[int, int]:
    """Units per part that a kit claims, for what it still needs in all; parts without a claim are left out.

    Picks make claims fall; an open list holds what it names even when it is for more than the kit needs.
    """
    left, claims = Counter(dict(needs)), Counter[int]()
    for pick in picks:
        left[pick.own_part_id] -= pick.open + pick.picked
        claims[pick.part_id] += pick.open
    return dict(+(claims + +left))
