"""The cost of a layout, and every change of it, against loops over all pairs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.placement import kernels
from app.domain.placement.bound import gap, lower_bound
from app.domain.placement.cost import terms_of
from app.domain.placement.search_tables import layout_of, tables_of
from app.domain.placement.weights import Weights
from tests.app.domain.placement.problems import naive_terms, problem_from, problems, weights


@given(problems(), weights)
def test_terms_equal_loops_over_all_pairs(problem, prices):
    slot = problem.holdings.slot
    assert terms_of(problem, slot, prices).named() == pytest.approx(naive_terms(problem, slot, prices))


@given(problems(placed=True), weights, st.data())
def test_a_change_costs_what_the_terms_say_before_and_after(problem, prices, data):
    slot = problem.holdings.slot
    if not len(slot) or problem.holdings.pinned.any():
        return
    tables, layout = tables_of(problem, prices, slot), layout_of(problem, slot, seed=1)
    for _ in range(4):
        h = data.draw(st.integers(0, len(slot) - 1))
        to = data.draw(st.integers(0, len(problem.slots.box) - 1))
        before = sum(naive_terms(problem, layout.slot, prices).values())
        change = 0.0 if layout.slot[h] == to else kernels.change_of(tables, layout, h, to)
        if layout.slot[h] != to:
            kernels.exchange(tables, layout, h, to)
        assert sum(naive_terms(problem, layout.slot, prices).values()) - before == pytest.approx(change, abs=1e-9)
    again = layout_of(problem, layout.slot, seed=1)
    assert (again.held == layout.held).all()
    assert (again.occupancy == layout.occupancy).all()
    assert again.counters[1] == layout.counters[1]


@given(problems(most=5), weights)
def test_no_layout_costs_less_than_the_bound(problem, prices):
    slot = problem.holdings.slot
    bound = lower_bound(problem, prices)
    assert bound <= terms_of(problem, slot, prices).total + 1e-9
    assert 0.0 <= gap(terms_of(problem, slot, prices).total, bound) <= 1.0


def test_nothing_at_all_costs_nothing():
    empty = problem_from([], [], [], {})
    assert terms_of(empty, np.zeros(0, np.int32), Weights()).total == 0.0
    assert gap(0.0, lower_bound(empty, Weights())) == 0.0
