"""Back-test of placement: layouts made from past sessions, judged by the tours of later ones."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from app.domain.placement.best_start import best_start
from app.domain.placement.comparison import mean_interval, ratio_interval
from app.domain.placement.problem import Ints, PlacementProblem
from app.domain.placement.routing import tour_lengths
from app.domain.placement.search import Budget, Progress, improve, usual_evaluations
from app.domain.placement.sessions import fetches_of
from app.domain.placement.starts import first_free, mended, same_type_first, usage_sorted
from app.domain.placement.weights import Weights
from app.exceptions import InvalidOperationException
from app.services.placement.store_problem import StoreProblem, with_usage

BACKTEST_DAYS = 365
LEARNT_FROM = 0.75
"""Share of the pick sessions, the earliest, from which layouts are made."""
FEWEST = 10
"""Held-out sessions below which nothing can be said."""


@dataclass(frozen=True)
class Against:
    """A baseline: its mean tour, and the method's tours as a share of it with bounds that hold it with 95 %."""

    mean_m: float
    ratio: float
    interval: tuple[float, float]


@dataclass(frozen=True)
class PlacementBacktest:
    """Mean metres of a held-out tour with the layout that the search makes, with bounds, and the baselines."""

    mean_m: float
    interval: tuple[float, float]
    baselines: dict[str, Against]
    sessions: int


def backtest(
    store: StoreProblem,
    lines: pl.DataFrame,
    *,
    clock: Callable[[], float],
    weights: Weights,
    seed: int = 0,
    progress: Progress | None = None,
) -> PlacementBacktest:
    """Make layouts from the earliest pick sessions and walk the later ones in each.

    Args:
        lines: `session, day, part_key, location` (`queries.fetches`). A pick session goes to two places or more; whole
            sessions are held out, from the day on by which three quarters of them were over.

    Raises:
        InvalidOperationException: too few sessions to judge by.
    """
    cut = _cut(lines)
    before, after = lines.filter(pl.col("day") < cut), _sessions(lines).filter(pl.col("day") >= cut)
    known = store.parts
    after = after.filter(pl.col("part_key").is_in(known))
    if before.is_empty() or after["session"].n_unique() < FEWEST:
        raise _too_few(after["session"].n_unique())
    learnt = with_usage(store, before, cut - int(before["day"].sort()[0])).problem
    # A layout is judged as it stands; what it would cost to get there is the plan's business.
    freely = replace(weights, handling=0.0, horizon_months=1e9)
    layouts = _layouts(learnt, freely, clock, seed, progress)
    held = pl.DataFrame(
        {
            "part_key": known,
            "location": [store.slots[slot] for slot in learnt.holdings.slot],
            "quantity": store.quantities,
        }
    )
    walked = fetches_of(after, held)
    lengths = {name: tour_lengths(learnt, layout, walked) for name, layout in layouts.items()}
    ours = lengths.pop("search")
    rng = np.random.default_rng(seed)
    baselines = {
        name: Against(float(theirs.mean()), float(ours.sum() / theirs.sum()), ratio_interval(ours, theirs, rng))
        for name, theirs in lengths.items()
    }
    return PlacementBacktest(float(ours.mean()), mean_interval(ours, rng), baselines, len(ours))


def _layouts(
    problem: PlacementProblem, weights: Weights, clock: Callable[[], float], seed: int, progress: Progress | None
) -> dict[str, Ints]:
    start, budget = best_start(problem, weights, seed=seed, clock=clock), Budget(usual_evaluations(problem))
    found = improve(
        problem, weights, start.slot, budget, seed=seed, clock=clock, is_ordered=start.is_ordered, progress=progress
    )
    return {
        "current": mended(problem),
        "first_empty": first_free(problem),
        "same_type_first": same_type_first(problem),
        "usage_sorted": usage_sorted(problem),
        "search": found.slot,
    }


def _sessions(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines of sessions that go to two places or more."""
    return lines.filter(pl.len().over("session") > 1)


def _cut(lines: pl.DataFrame) -> int:
    """The day from which on sessions are held out."""
    days = _sessions(lines).group_by("session").agg(pl.col("day").min())["day"].sort()
    if days.len() < 2 * FEWEST:
        raise _too_few(days.len())
    return int(days[int(days.len() * LEARNT_FROM)])


def _too_few(count: int) -> InvalidOperationException:
    return InvalidOperationException(
        "test placement on past sessions",
        f"there are only {count} pick sessions to judge by; at least {2 * FEWEST} in a year are needed",
    )
