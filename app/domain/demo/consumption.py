"""What is wanted on one day - at the bench, for kits, for repairs - and how stock on hand meets it."""

from dataclasses import dataclass

import numpy as np

from app.domain.demo.demand import WEEK, Demand, season
from app.domain.demo.ledger import CODE
from app.domain.demo.vocabulary import PEOPLE

OPENS, CLOSES = 8 * 3600 + 1800, 16 * 3600 + 1800
"""Hours in which parts are taken, as seconds of the day."""
SECONDS_PER_LINE = 18
SCRAPPED = 0.03
NO_REFERENCE = -1


@dataclass(frozen=True)
class Wants:
    """Wishes for units of parts, one entry each; `reason` holds codes of `ledger.REASONS`."""

    second: np.ndarray
    part: np.ndarray
    quantity: np.ndarray
    reason: np.ndarray
    actor: np.ndarray
    reference: np.ndarray


@dataclass(frozen=True)
class Kits:
    """Kits as flat arrays: line k of kit i is at `start[i] + k`; and when and how often each is built."""

    start: np.ndarray
    lines: np.ndarray
    part: np.ndarray
    required: np.ndarray
    weight: np.ndarray
    first_day: np.ndarray
    last_day: np.ndarray

    def active_weight(self, day: int) -> np.ndarray:
        """How readily each kit is built on `day`, as shares of 1 (all zero when none is)."""
        weight = np.where((self.first_day <= day) & (day < self.last_day), self.weight, 0.0)
        total = weight.sum()
        return weight / total if total else weight


def bench_wants(rng: np.random.Generator, demand: Demand, day: int, weekday: int) -> Wants:
    """Single uses and scrapped units, by each part's chance on such a day."""
    chance = demand.chance * WEEK[weekday] * season(day, demand.amplitude, demand.phase)
    alive = (demand.first_day < day) & (day < demand.last_day)
    part = np.flatnonzero((rng.random(len(chance)) < chance) & alive)
    count = len(part)
    return Wants(
        rng.integers(OPENS, CLOSES, count),
        part,
        1 + rng.poisson(demand.units_per_use[part] - 1 + rng.exponential(0.4, count)),
        np.where(rng.random(count) < SCRAPPED, CODE["scrap"], CODE["use"]),
        rng.integers(0, len(PEOPLE), count),
        np.full(count, NO_REFERENCE),
    )


def session_wants(
    rng: np.random.Generator, kits: Kits, built: np.ndarray, references: np.ndarray, walk: np.ndarray
) -> Wants:
    """Pick sessions of the kits `built`: every line of a kit, one to four units of it, in the order of `walk`."""
    lines = kits.lines[built]
    session = np.repeat(np.arange(len(built)), lines)
    number = np.arange(len(session)) - np.repeat(np.cumsum(lines) - lines, lines)
    line = kits.start[built][session] + number
    line = line[np.lexsort((walk[kits.part[line]], session))]
    begins = rng.integers(OPENS, CLOSES - 900, len(built))
    units = 1 + rng.poisson(0.8, len(built))
    return Wants(
        begins[session] + number * SECONDS_PER_LINE,
        kits.part[line],
        kits.required[line] * units[session],
        np.full(len(session), CODE["pick"]),
        rng.integers(0, len(PEOPLE), len(built))[session],
        references[session],
    )


def repair_wants(rng: np.random.Generator, kits: Kits, kit_of_device: np.ndarray, references: np.ndarray) -> Wants:
    """One unit of one part for each repaired device, from the kit its model is built from."""
    count = len(kit_of_device)
    line = kits.start[kit_of_device] + rng.integers(0, kits.lines[kit_of_device])
    return Wants(
        rng.integers(OPENS, CLOSES, count),
        kits.part[line],
        np.ones(count, dtype=int),
        np.full(count, CODE["repair"]),
        rng.integers(0, len(PEOPLE), count),
        references,
    )


def together(wants: list[Wants]) -> Wants:
    """All wishes of a day, by part and time."""
    columns = {name: np.concatenate([getattr(want, name) for want in wants]) for name in Wants.__annotations__}
    order = np.lexsort((columns["second"], columns["part"]))
    return Wants(**{name: values[order] for name, values in columns.items()})


def allocate(part: np.ndarray, quantity: np.ndarray, pick: np.ndarray, reserve: np.ndarray) -> tuple[np.ndarray, ...]:
    """Units each wish gets from its part's pick slot and reserve slot.

    `part` is sorted; wishes of a part are served in order, from the pick slot first, until nothing is left; a wish may
    be met in part.
    """
    wanted = np.cumsum(quantity)
    is_first = np.r_[True, part[1:] != part[:-1]] if len(part) else np.empty(0, dtype=bool)
    base = (wanted - quantity)[is_first][np.cumsum(is_first) - 1]
    before = wanted - quantity - base
    after = np.minimum(before + quantity, pick[part] + reserve[part])
    before = np.minimum(before, after)
    from_pick = np.minimum(after, pick[part]) - np.minimum(before, pick[part])
    return from_pick, after - before - from_pick
