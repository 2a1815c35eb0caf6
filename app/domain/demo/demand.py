"""How every part is wanted: how often, how many at once, since when, until when, and when it is bought again."""

from dataclasses import dataclass

import numpy as np

from app.domain.demo.families import FAMILIES
from app.domain.demo.size import DAYS

WEEK = np.array([1.0, 1.12, 1.1, 1.04, 0.85, 0.1, 0.03])
"""How busy Monday to Sunday are."""
SMOOTH, INTERMITTENT, DEAD, NEW, NEVER = range(5)
KIND_SHARES = (0.52, 0.29, 0.11, 0.06, 0.02)
MEAN_CHANCE = 0.035
"""Mean chance that a smooth part is used at the bench on a working day, before popularity."""


@dataclass(frozen=True)
class Demand:
    """One entry per part; days count from the first day of the history."""

    kind: np.ndarray
    first_day: np.ndarray
    last_day: np.ndarray
    last_order_day: np.ndarray
    chance: np.ndarray
    units_per_use: np.ndarray
    amplitude: np.ndarray
    phase: np.ndarray
    popularity: np.ndarray


@dataclass(frozen=True)
class Supply:
    """Reordering, one entry per part: at `reorder_point` units, `order_quantity` more, after about `lead_days`."""

    opening: np.ndarray
    reorder_point: np.ndarray
    order_quantity: np.ndarray
    lead_days: np.ndarray
    daily_units: np.ndarray


def make_demand(rng: np.random.Generator, families: np.ndarray) -> Demand:
    """Profiles of parts of the given families: a few are wanted always, many rarely, some no more, some never."""
    count = len(families)
    kind = rng.choice(len(KIND_SHARES), count, p=KIND_SHARES)
    popularity = rng.lognormal(-0.6, 1.1, count)
    chance = np.clip(MEAN_CHANCE * popularity, 0, 0.7)
    chance = np.where(kind == INTERMITTENT, rng.uniform(0.002, 0.012, count), chance)
    chance = np.where(kind == NEVER, 0, chance)
    use = np.array([family.use for family in FAMILIES])[families]
    first_day = np.where(kind == NEW, rng.integers(90, DAYS - 20, count), 0)
    last_day = np.where(kind == DEAD, rng.integers(0, DAYS - 200, count), DAYS)
    # Some parts are still used but bought no more: they run down to zero.
    phased_out = (kind == SMOOTH) & (rng.random(count) < 0.06)
    last_order = np.where(phased_out, rng.integers(200, DAYS - 60, count), np.minimum(last_day, DAYS))
    return Demand(
        kind,
        first_day,
        last_day,
        np.where(kind == NEVER, -1, last_order),
        chance,
        np.where(kind == INTERMITTENT, use * 2.5, use),
        np.array([family.season for family in FAMILIES])[families] * rng.uniform(0.5, 1.5, count),
        (families * 2.4 + rng.normal(0, 0.4, count)) % (2 * np.pi),
        popularity,
    )


def season(day: int, amplitude: np.ndarray, phase: np.ndarray) -> np.ndarray:
    """Factor of the yearly swing, around 1."""
    return np.asarray(1 + amplitude * np.sin(2 * np.pi * day / 365.25 - phase))


def make_supply(rng: np.random.Generator, demand: Demand, kit_units: np.ndarray, lead_days: np.ndarray) -> Supply:
    """Reorder rules that cover the usual need; `kit_units` is what kits take per day on average."""
    daily = demand.chance * demand.units_per_use * WEEK.mean() + kit_units
    reorder_point = np.ceil(daily * lead_days * 1.3 + 1.6 * np.sqrt(daily * lead_days) + 1).astype(int)
    wanted = np.maximum(daily * rng.uniform(35, 110, len(daily)), demand.units_per_use * 2)
    order_quantity = _round_up(wanted, np.array([5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000]))
    opening = np.ceil(reorder_point + order_quantity * rng.uniform(0.2, 1.6, len(daily))).astype(int)
    return Supply(
        np.where(demand.kind == NEVER, 0, opening), reorder_point, order_quantity, lead_days.astype(int), daily
    )


def _round_up(wanted: np.ndarray, packs: np.ndarray) -> np.ndarray:
    """The next usual pack size; above the largest, whole thousands."""
    index = np.minimum(np.searchsorted(packs, wanted), len(packs) - 1)
    return np.where(wanted > packs[-1], np.ceil(wanted / 1000) * 1000, packs[index]).astype(int)
