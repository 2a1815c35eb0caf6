"""The curve of a plan against the cost of each of its prefixes, carried out naively."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.placement.gain_curve import GainPoint, gain_curve
from app.domain.placement.plan import Plan, Step, plan_towards
from tests.app.domain.placement.problems import layouts, naive_terms, problems, weights


def recurring(problem, slot, prices):
    terms = naive_terms(problem, slot, prices)
    return terms["travel"] + terms["co_use"] + terms["spread"]


@given(problems(most=6, placed=True), weights, st.data())
def test_each_point_is_what_its_prefix_costs_less(problem, prices, data):
    targets = list(layouts(problem))
    if not targets:
        return
    plan = plan_towards(problem, prices, data.draw(st.sampled_from(targets)), 8)
    curve = gain_curve(plan)
    slot = problem.holdings.slot.copy()
    start = recurring(problem, slot, prices)
    worth = {0: 0.0}
    for number, step in enumerate(plan.steps, start=1):
        slot[step.holding] = step.target
        worth[number] = start - recurring(problem, slot, prices)
    assert [point.saving_m_per_month for point in curve] == pytest.approx([worth[p.steps] for p in curve], abs=1e-6)
    assert (curve[0].steps, curve[-1].steps) == (0, len(plan.steps))


def test_nobody_stops_while_something_waits_in_a_temporary_slot():
    steps = (Step(0, 0, 9, 0.0, is_temporary=True), Step(1, 1, 0, 5.0), Step(0, 9, 1, 2.0), Step(2, 2, 7, 1.0))
    assert gain_curve(Plan(steps, None)) == (GainPoint(0, 0.0), GainPoint(3, 7.0), GainPoint(4, 8.0))


@given(st.integers(0, 300), st.integers(2, 60))
def test_a_long_curve_is_thinned_and_keeps_its_ends(count, most):
    curve = gain_curve(Plan(tuple(Step(n, n, n + 1, 1.0) for n in range(count)), None), most)
    steps = [point.steps for point in curve]
    assert len(curve) == min(count + 1, most)
    assert (steps[0], steps[-1]) == (0, count)
    assert steps == sorted(set(steps))
    assert [point.saving_m_per_month for point in curve] == [float(n) for n in steps]


def test_a_plan_without_steps_has_the_point_of_nothing_done():
    assert gain_curve(Plan((), None)) == (GainPoint(0, 0.0),)
