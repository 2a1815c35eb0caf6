"""Plans executed step by step on a naive shelf: legal at every step, never more than K, worth what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.placement.kernels import steps_needed
from app.domain.placement.plan import plan_of_moves, plan_towards
from app.domain.placement.plan_units import units_of
from app.domain.placement.problem import NOWHERE
from app.domain.placement.reasons import Names, reason_of
from app.domain.placement.search_tables import layout_of
from app.domain.placement.weights import Weights
from tests.app.domain.placement.problems import (
    is_legal,
    layouts,
    movers,
    naive_terms,
    open_slots,
    problem_from,
    problems,
    weights,
)


def recurring(problem, slot, prices):
    terms = naive_terms(problem, slot, prices)
    return sum(value for name, value in terms.items() if name not in {"moving", "misplaced"})


def executed(problem, plan, prices):
    """Carry out every step as a person would; the layout at the end."""
    slot, saved = problem.holdings.slot.copy(), 0.0
    start = recurring(problem, slot, prices)
    usable = set(open_slots(problem))
    for step in plan.steps:
        assert step.holding in movers(problem)
        assert slot[step.holding] == step.origin
        assert step.target in usable
        assert step.target not in slot
        assert is_legal(problem, step.holding, step.target)
        slot[step.holding] = step.target
        saved += step.saving
    assert start - recurring(problem, slot, prices) == pytest.approx(saved, abs=1e-6)
    assert plan.saving == pytest.approx(saved)
    assert (slot == plan.layout).all()
    return slot


@given(problems(most=6, placed=True), weights, st.integers(1, 8), st.data())
def test_every_prefix_can_be_done_and_the_steps_are_at_most_k(problem, prices, most, data):
    targets = list(layouts(problem))
    if not targets:
        return
    target = data.draw(st.sampled_from(targets))
    plan = plan_towards(problem, prices, target, most)
    assert len(plan.steps) <= most
    after = executed(problem, plan, prices)
    before, total = (sum(naive_terms(problem, s, prices).values()) for s in (problem.holdings.slot, after))
    assert total <= before + 1e-6, "each piece pays for its moving"
    moved = (after != problem.holdings.slot).sum()
    assert len(plan.steps) == moved + sum(step.is_temporary for step in plan.steps)


@given(problems(most=6, placed=True), st.data())
def test_steps_are_moves_and_one_for_each_cycle_without_an_empty_slot(problem, data):
    targets = list(layouts(problem))
    if not targets:
        return
    target = data.draw(st.sampled_from(targets))
    home = problem.holdings.slot
    home_at = layout_of(problem, home, seed=0).held
    successor = {h: int(home_at[target[h]]) for h in range(len(home)) if target[h] != home[h]}
    in_cycles = {h for h in successor if _returns(h, successor)}
    cycles = len({min(_round(h, successor)) for h in in_cycles})
    assert steps_needed(home, target, home_at) == len(successor) + cycles
    units = units_of(problem, target)
    assert sum(unit.steps for unit in units) == len(successor) + cycles
    assert sorted(h for unit in units for h in unit.holdings) == sorted(successor)


def _round(h, successor):
    seen = [h]
    while (h := successor[h]) != seen[0]:
        seen.append(h)
    return seen


def _returns(h, successor):
    first = h
    for _ in range(len(successor)):
        h = successor.get(h, NOWHERE)
        if h == first:
            return True
    return False


@given(problems(most=6, placed=True), weights, st.data())
def test_any_accepted_subset_is_done_as_far_as_it_can_be_and_the_rest_is_named(problem, prices, data):
    targets = list(layouts(problem))
    if not targets:
        return
    target = data.draw(st.sampled_from(targets))
    moves = {h: int(s) for h, s in enumerate(target) if s != problem.holdings.slot[h]}
    chosen = {h: s for h, s in moves.items() if data.draw(st.booleans())}
    plan, blocked = plan_of_moves(problem, prices, chosen)
    after = executed(problem, plan, prices)
    assert {h: int(after[h]) for h in chosen if h not in blocked} == {
        h: s for h, s in chosen.items() if h not in blocked
    }
    assert all(after[h] == problem.holdings.slot[h] for h in range(len(after)) if h not in chosen or h in blocked)
    for h, keeper in blocked.items():
        if keeper != h:
            assert after[keeper] == chosen[h]


@given(problems(placed=True), st.data())
def test_moves_nobody_planned_are_refused_where_they_break_a_rule(problem, data):
    count, slots = len(problem.holdings.slot), len(problem.slots.box)
    wild = data.draw(
        st.dictionaries(st.integers(0, max(count - 1, 0)), st.integers(0, slots - 1), max_size=count)
        if count
        else st.just({})
    )
    moves = {h: s for h, s in wild.items() if s != problem.holdings.slot[h]}
    plan, blocked = plan_of_moves(problem, Weights(), moves)
    after = executed(problem, plan, Weights())
    assert {h for h in moves if after[h] == moves[h]} == set(moves) - set(blocked)


SMALL = (0.0, 0.0, 0.0, 0, 0, -1)


def swap(free):
    """Two parts in each other's best slot, and `free` empty slots far away."""
    slots = [(0, 1.0, False), (0, 9.0, False), *[(0, 20.0, False)] * free]
    return problem_from([SMALL], slots, [(1.0, 0, 0, 0, 0, False), (100.0, 0, 0, 0, 1, False)], {})


def test_a_swap_goes_through_an_empty_slot_which_is_named():
    problem, target = swap(1), [1, 0]
    plan = plan_towards(problem, Weights(), problem.holdings.slot[[1, 0]], 3)
    assert [(step.holding, step.target, step.is_temporary) for step in plan.steps] in (
        [(0, 2, True), (1, 0, False), (0, 1, False)],
        [(1, 2, True), (0, 1, False), (1, 0, False)],
    )
    assert plan.layout.tolist() == target
    assert plan.steps[0].saving == 0.0
    names = Names(["AAAA", "BBBB"], ["Relay"], ["1-1", "1-2", "1-3"], problem.holdings.walks)
    said = {step.holding: reason_of(problem, plan, step, names) for step in plan.steps if not step.is_temporary}
    assert said == {
        1: "1.0 m instead of 9.0 m from the bench, fetched 100.0 times a month",
        0: "makes room for BBBB",
    }
    assert reason_of(problem, plan, plan.steps[0], names) == "waits here while others change places"


def test_without_an_empty_slot_or_the_steps_for_it_nothing_is_planned():
    full = swap(0)
    assert plan_towards(full, Weights(), full.holdings.slot[[1, 0]], 9).steps == ()
    assert plan_of_moves(full, Weights(), {0: 1, 1: 0})[1] == {0: 0, 1: 1}
    assert plan_towards(swap(1), Weights(), full.holdings.slot[[1, 0]], 2).steps == ()
