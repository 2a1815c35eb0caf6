"""The search of dense problems against every assignment, and its prices against plain sums."""

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.placement import dense_kernels
from app.domain.placement.dense import DenseProblem
from app.domain.placement.dense_crossing import crossed, shuffled
from app.domain.placement.dense_search import solve
from app.domain.placement.search import Budget
from app.exceptions import ValidationException
from tests.app.domain.placement.problems import still


@st.composite
def dense_problems(draw, most=7):
    """Whole or broken numbers, symmetric or not, small or not, with something on the diagonals."""
    size, scale = draw(st.integers(2, most)), draw(st.sampled_from([1.0, 0.37, 100.0, 1500.0]))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    matrices = [scale * rng.integers(-2, 10, (size, size)).astype(float) for _ in range(3)]
    for n in range(2):
        if draw(st.booleans()):
            matrices[n] += matrices[n].T
    return DenseProblem(*matrices)


def naive_cost(problem, place):
    size = len(place)
    ways = sum(
        problem.flow[i, j] * problem.distance[place[i], place[j]] for i in range(size) for j in range(size)
    )  # fmt: skip
    return ways + sum(problem.linear[i, place[i]] for i in range(size))


def rooms(size, seed=0):
    rng = np.random.default_rng(seed)
    spots = rng.integers(0, 10, (size, 2))
    distance = np.abs(spots[:, None] - spots[None]).sum(axis=2).astype(float)
    flow = np.triu(rng.integers(0, 5, (size, size)), 1).astype(float)
    return DenseProblem(flow + flow.T, distance, np.zeros((size, size)))


@settings(max_examples=20)
@given(dense_problems(most=6))
def test_the_best_of_all_assignments_is_found(problem):
    every = [np.array(order) for order in permutations(range(len(problem.flow)))]
    found = solve(problem, Budget(100_000), seed=3, clock=still)
    assert sorted(found.place) == list(range(len(problem.flow)))
    assert found.cost == pytest.approx(naive_cost(problem, found.place), abs=1e-6)
    assert found.cost == pytest.approx(min(naive_cost(problem, place) for place in every), abs=1e-6)


@settings(max_examples=40)
@given(dense_problems(most=9), st.integers(0, 10**6))
def test_every_price_is_what_the_swap_changes(problem, seed):
    rng = np.random.default_rng(seed)
    size = len(problem.flow)
    tabu = dense_kernels.tabu_of(problem.tables)
    tabu.place[:] = rng.permutation(size)
    dense_kernels.begin(problem.tables, tabu)
    before = naive_cost(problem, tabu.place)
    lowest = before
    for _ in range(8):
        cost = naive_cost(problem, tabu.place)
        assert tabu.costs[0] == pytest.approx(cost - before, abs=1e-6)
        for u in range(size):
            for v in range(u):
                swapped = tabu.place.copy()
                swapped[[u, v]] = swapped[[v, u]]
                assert tabu.price[u, v] == pytest.approx(naive_cost(problem, swapped) - cost, abs=1e-6)
        dense_kernels.search(problem.tables, tabu, rng.random((1, 3)), 2, 3)
        lowest = min(lowest, naive_cost(problem, tabu.place))
    assert naive_cost(problem, tabu.best) == pytest.approx(lowest, abs=1e-6)


def test_same_seed_same_answer_and_a_start_is_never_made_worse():
    problem, budget = rooms(25), Budget(3_000_000)
    one, again = (solve(problem, budget, seed=1, clock=still) for _ in range(2))
    assert (one.place == again.place).all()
    assert one.evaluations <= budget.evaluations
    from_best = solve(problem, Budget(1_000), seed=2, clock=still, start=one.place)
    assert from_best.cost <= one.cost


def test_two_threads_find_what_one_finds():
    problem, budget = rooms(25), Budget(3_000_000)
    alone = solve(problem, budget, seed=1, clock=still)
    with ThreadPoolExecutor(2) as pool:
        together = solve(problem, budget, seed=1, clock=still, each=pool.map)
    assert (together.place == alone.place).all()
    assert together.evaluations == alone.evaluations


@pytest.mark.parametrize(("scale", "kind"), [(1, np.int32), (0.5, np.float64), (3_000, np.float64)])
def test_whole_numbers_are_kept_in_32_bits_where_every_price_fits(scale, kind):
    small = rooms(30)
    tables = DenseProblem(scale * small.flow, scale * small.distance, small.linear).tables
    assert tables.flow.dtype == kind
    dearest = 4 * np.abs(tables.flow).sum(axis=1).max() * tables.distance.max()
    assert kind is not np.int32 or dearest < tables.never[0]


def test_the_clock_only_cuts_and_a_watcher_may_stop():
    problem, ticks = rooms(30), iter(np.arange(0, 1e6, 1.0))
    cut = solve(problem, Budget(10**12, seconds=5), seed=1, clock=lambda: next(ticks))
    assert cut.was_cut
    shares = []
    stopped = solve(
        problem, Budget(10**9), seed=1, clock=still, progress=lambda share: (shares.append(share), len(shares) < 3)[1]
    )
    assert stopped.was_cut
    assert shares == sorted(shares)
    assert len(shares) == 3


def test_one_item_has_one_place_and_nothing_to_look_at_changes_nothing():
    one = solve(DenseProblem(*[np.ones((1, 1))] * 3), Budget(100), seed=1, clock=still)
    assert (one.place.tolist(), one.cost) == ([0], 2.0)
    problem = rooms(5)
    untouched = solve(problem, Budget(0), seed=1, clock=still, start=np.array([1, 0, 2, 4, 3]))
    assert untouched.place.tolist() == [1, 0, 2, 4, 3]


@pytest.mark.parametrize("broken", [np.zeros((2, 3)), np.full((2, 2), np.nan), np.zeros((3, 3))])
def test_what_is_no_problem_is_refused_by_name(broken):
    with pytest.raises(ValidationException, match="distance must hold 2 x 2 finite numbers"):
        DenseProblem(np.zeros((2, 2)), broken, np.zeros((2, 2)))
    with pytest.raises(ValidationException, match="has 1 to"):
        DenseProblem(*[np.zeros((0, 0))] * 3)


@given(st.integers(2, 30), st.integers(0, 1000))
def test_what_parents_have_in_common_stays(size, seed):
    rng = np.random.default_rng(seed)
    one = rng.permutation(size)
    other = shuffled(one, 0.4, rng)
    child = crossed(one, other, rng)
    assert sorted(child) == sorted(other) == list(range(size))
    assert (child[one == other] == one[one == other]).all()
