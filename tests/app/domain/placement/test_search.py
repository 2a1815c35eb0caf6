"""The search against every possible layout of small problems; rules, seeds, time, cancel."""

import numpy as np
import pytest
from hypothesis import given, settings

from app.domain.placement.cost import terms_of
from app.domain.placement.problem import NOWHERE
from app.domain.placement.search import Budget, improve, usual_evaluations
from app.domain.placement.starts import mended
from app.domain.placement.weights import Weights
from app.exceptions import ValidationException
from tests.app.domain.placement.problems import is_legal, layouts, movers, problem_from, problems, still, weights


def rack(count, seed=0):
    """A rack of ten boxes of ten slots with `count` parts that are used in chains, laid out at random."""
    rng = np.random.default_rng(seed)
    boxes = [(float(n % 5), float(n // 5), 0.0, 0, 0, -1) for n in range(10)]
    slots = [(n // 10, boxes[n // 10][0] + boxes[n // 10][1] + 1.0, False) for n in range(100)]
    places = rng.permutation(100)[:count]
    holdings = [(float(rng.lognormal()), 0, 0, n % 4, int(place), False) for n, place in enumerate(places)]
    return problem_from(boxes, slots, holdings, {(n, n + 1): 5.0 for n in range(count - 1)})


@settings(max_examples=60)
@given(problems(most=5, placed=True), weights)
def test_small_problems_are_solved_to_the_best_of_all_layouts(problem, prices):
    costs = [terms_of(problem, layout, prices).total for layout in layouts(problem)]
    start = mended(problem)
    found = improve(problem, prices, start, Budget(20_000), seed=3, clock=still)
    cost = terms_of(problem, found.slot, prices).total
    assert cost <= terms_of(problem, start, prices).total + 1e-9
    for h in movers(problem):
        assert found.slot[h] == start[h] or is_legal(problem, h, int(found.slot[h]))
    stays = np.setdiff1d(np.arange(len(start)), movers(problem))
    assert (found.slot[stays] == problem.holdings.slot[stays]).all()
    if costs and not (found.slot == NOWHERE).any():
        assert cost == pytest.approx(min(costs), abs=1e-6)


def test_same_seed_same_answer_and_the_cost_falls():
    problem, prices = rack(80), Weights()
    start = problem.holdings.slot
    one, again, other = (
        improve(problem, prices, start, Budget(100_000), seed=seed, clock=still).slot for seed in (1, 1, 2)
    )
    assert (one == again).all()
    assert (one != other).any()
    for layout in (one, other):
        assert len(set(layout.tolist())) == 80
        assert terms_of(problem, layout, prices).total < 0.7 * terms_of(problem, start, prices).total


def test_a_limit_on_steps_is_kept_about_and_its_moves_are_worth_most():
    problem, prices = rack(80), Weights()
    start = problem.holdings.slot
    found = improve(problem, prices, start, Budget(200_000), seed=1, clock=still, most_steps=10)
    assert 5 <= (found.slot != start).sum() <= 16
    saved = terms_of(problem, start, prices).total - terms_of(problem, found.slot, prices).total
    rng = np.random.default_rng(5)
    assert saved > 0
    everything = improve(problem, prices, start, Budget(200_000), seed=1, clock=still).slot
    moved = np.flatnonzero(everything != start)
    lucky = start.copy()
    some = rng.choice(moved, 10, replace=False)
    free = np.setdiff1d(np.arange(100), start)
    lucky[some] = free[:10]
    assert saved > terms_of(problem, start, prices).total - terms_of(problem, lucky, prices).total


def test_the_clock_only_cuts_and_a_watcher_may_stop():
    problem, prices, ticks = rack(40), Weights(), iter(np.arange(0, 1e6, 1.0))
    start = problem.holdings.slot
    cut = improve(problem, prices, start, Budget(1_000_000, seconds=20), seed=1, clock=lambda: next(ticks))
    assert cut.was_cut
    assert cut.evaluations == 20 * 1_000_000 // 200
    whole = improve(problem, prices, start, Budget(20_000, seconds=1e9), seed=1, clock=still)
    assert not whole.was_cut
    assert (whole.slot == improve(problem, prices, start, Budget(20_000), seed=1, clock=still).slot).all()
    shares = []
    stopped = improve(
        problem, prices, start, Budget(20_000), seed=1, clock=still, progress=lambda s: (shares.append(s), s < 0.5)[1]
    )
    assert stopped.was_cut
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(0.5)


def test_what_cannot_be_improved_comes_back_as_it_was():
    nothing = problem_from([], [], [], {})
    locked = problem_from([(0.0, 0.0, 0.0, 0, 0, -1)], [(0, 1.0, True)], [(1.0, 0, 0, -1, 0, False)], {})
    unused = problem_from([(0.0, 0.0, 0.0, 0, 0, -1)], [(0, 1.0, False)] * 2, [(0.0, 0, 0, -1, 0, False)], {})
    for problem in (nothing, locked, unused):
        found = improve(problem, Weights(), problem.holdings.slot, Budget(1_000), seed=1, clock=still)
        assert (found.slot == problem.holdings.slot).all()
        assert usual_evaluations(problem) >= 0


@pytest.mark.parametrize(("evaluations", "seconds"), [(-1, None), (1, 0.0), (1, float("nan"))])
def test_a_budget_below_nothing_is_refused(evaluations, seconds):
    with pytest.raises(ValidationException, match="A search needs"):
        Budget(evaluations, seconds)
