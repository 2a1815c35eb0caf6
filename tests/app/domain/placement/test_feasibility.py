"""Everything gets a legal slot whenever that is possible; otherwise the binding rule is named."""

import numpy as np
import pytest
from hypothesis import given

from app.domain.placement.feasibility import most_placed
from app.domain.placement.obstacles import obstacles
from app.domain.placement.problem import NOWHERE
from app.domain.placement.starts import by_class, first_free, mended, same_type_first, usage_sorted
from tests.app.domain.placement.problems import is_legal, most_that_fit, movers, open_slots, problem_from, problems


def well_formed(problem, layout):
    """Nothing shares an open slot, what stays stays, and what moved lies where it may."""
    moving, usable = movers(problem), set(open_slots(problem))
    placed = [int(layout[h]) for h in moving if layout[h] != NOWHERE]
    assert len(set(placed)) == len(placed)
    assert set(placed) <= usable
    for h, s in enumerate(layout):
        if h not in moving:
            assert s == problem.holdings.slot[h]
        elif s not in {NOWHERE, problem.holdings.slot[h]}:
            assert is_legal(problem, h, int(s))


def settled(problem, layout):
    return sum(layout[h] != NOWHERE and is_legal(problem, h, int(layout[h])) for h in movers(problem))


@given(problems())
def test_as_many_find_a_legal_slot_as_a_matching_can_seat(problem):
    most = most_that_fit(problem)
    flow = most_placed(problem, problem.movable, problem.open_slots)
    assert flow.assigned.sum() == most
    for start in (mended, usage_sorted, lambda problem: by_class(problem, 2), first_free, same_type_first):
        layout = start(problem)
        well_formed(problem, layout)
        assert settled(problem, layout) == most


@given(problems(placed=True))
def test_what_lies_well_is_left_alone_when_that_is_possible(problem):
    layout = mended(problem)
    if not problem.misplaced(problem.holdings.slot).any():
        assert (layout == problem.holdings.slot).all()


@given(problems())
def test_obstacles_are_told_exactly_when_something_fits_nowhere(problem):
    told = obstacles(problem)
    assert sum(one.missing for one in told) == len(movers(problem)) - most_that_fit(problem)
    assert all("find no slot" in one.cause and one.remedy.startswith("It helps to add a box") for one in told)


SMALL = (0.0, 0.0, 0.0, 0, 0, -1)


@pytest.mark.parametrize(
    ("box", "locked", "holding", "cause", "remedy"),
    [
        (SMALL, False, (2, 0, 0), "1 large parts find no slot: no box is large enough", "add a box for them."),
        (SMALL, False, (0, 1, 0), "1 small esd parts find no slot: no box offers what they need", "(1 slots)"),
        (SMALL, True, (0, 0, 0), "every slot that fits is locked", "unlocking slots (1 slots)"),
        ((*SMALL[:5], 1), False, (0, 0, 0), "is meant for another type", "letting boxes take any type (1 slots)"),
    ],
)
def test_the_binding_rule_and_what_would_free_it_are_named(box, locked, holding, cause, remedy):
    problem = problem_from([box], [(0, 1.0, locked)], [(1.0, *holding, NOWHERE, False)], {})
    (told,) = obstacles(problem)
    assert cause in told.cause
    assert remedy in told.remedy
    assert mended(problem).tolist() == [NOWHERE]


def test_more_parts_than_slots_is_said_with_figures():
    problem = problem_from([SMALL], [(0, 1.0, False)], [(1.0, 0, 0, -1, NOWHERE, False)] * 3, {})
    (told,) = obstacles(problem)
    assert told.cause == "2 of 3 small parts find no slot: 1 slots may take them, and others need those too"


def test_the_most_fetched_lie_nearest():
    holdings = [(walks, 0, 0, -1, n, False) for n, walks in enumerate([1.0, 5.0, 3.0])]
    problem = problem_from([SMALL], [(0, float(3 - n), False) for n in range(3)], holdings, {})
    assert usage_sorted(problem).tolist() == [0, 2, 1]
    assert first_free(problem).tolist() == [0, 1, 2]


def test_a_rule_that_left_a_large_part_out_makes_room_for_it():
    large = (*SMALL[:3], 2, 0, -1)
    holdings = [(0.0, size, 0, -1, NOWHERE, False) for size in (0, 2)]
    problem = problem_from([large, SMALL], [(0, 1.0, False), (1, 2.0, False)], holdings, {})
    assert first_free(problem).tolist() == same_type_first(problem).tolist() == [1, 0]


def test_same_type_first_prefers_its_type_then_a_box_meant_for_it():
    boxes = [SMALL, (*SMALL[:5], 3), SMALL]
    slots = [(0, 1.0, False), (1, 2.0, False), (2, 3.0, False), (2, 4.0, False)]
    holdings = [(0.0, 0, 0, 5, 2, True), (0.0, 0, 0, 5, 0, False), (0.0, 0, 0, 3, NOWHERE, False)]
    assert np.array_equal(same_type_first(problem_from(boxes, slots, holdings, {})), [2, 3, 1])
