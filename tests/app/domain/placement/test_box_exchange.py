"""Whole boxes change places: never dearer, never against a rule, and nothing is torn apart."""

import numpy as np
from hypothesis import given, settings

from app.domain.placement.box_exchange import with_boxes_exchanged
from app.domain.placement.cost import terms_of
from app.domain.placement.problem import NOWHERE
from app.domain.placement.starts import mended
from app.domain.placement.weights import Weights
from tests.app.domain.placement.problems import is_legal, movers, problem_from, problems, still, weights

BOX = (0.0, 0.0, 0.0, 0, 0, -1)
WALKING = Weights(handling=0.0, horizon_months=1e9)


def exchanged(problem, prices=WALKING):
    return with_boxes_exchanged(problem, prices, problem.holdings.slot, seed=1, clock=still)


@settings(max_examples=100)
@given(problems(most=7), weights)
def test_nothing_gets_dearer_and_boxes_stay_whole(problem, prices):
    start = mended(problem)
    found = with_boxes_exchanged(problem, prices, start, seed=1, clock=still)
    assert terms_of(problem, found, prices).total <= terms_of(problem, start, prices).total + 1e-9
    assert ((found == NOWHERE) == (start == NOWHERE)).all()
    placed = np.flatnonzero(start != NOWHERE)
    loose = [h for h in placed if h in movers(problem)]
    taken = found[loose]
    assert len(set(taken.tolist())) == len(taken)
    staying = [h for h in placed if h not in movers(problem)]
    assert (found[staying] == start[staying]).all()
    box = problem.slots.box
    for h in placed:
        assert is_legal(problem, h, found[h]) or not is_legal(problem, h, start[h])
        for other in placed:
            assert (box[start[h]] == box[start[other]]) == (box[found[h]] == box[found[other]])


def two_boxes(far, near, *, locked=False, pinned=False):
    """What is fetched lies in the far box, what is not in the near one."""
    slots = [(0, 9.0, False), (0, 9.0, False), (1, 1.0, False), (1, 1.0, locked)]
    holdings = [(5.0, 0, 0, -1, 0, False), (5.0, 0, 0, -1, 1, pinned), (0.0, 0, 0, -1, 2, False)]
    return problem_from([far, near], slots, holdings, {})


def test_what_is_fetched_changes_with_what_is_not():
    assert exchanged(two_boxes(BOX, BOX)).tolist() == [2, 3, 0]


def test_boxes_that_hold_something_that_stays_stay():
    for problem in (two_boxes(BOX, BOX, locked=True), two_boxes(BOX, BOX, pinned=True)):
        assert exchanged(problem).tolist() == [0, 1, 2]


def test_boxes_that_may_not_hold_the_same_stay():
    large, meant = (*BOX[:3], 2, 0, -1), (*BOX[:5], 1)
    problem = two_boxes(BOX, meant)
    assert exchanged(problem).tolist() == [0, 1, 2]
    slots = [(0, 9.0, False), (1, 1.0, False)]
    unlike = problem_from([BOX, large], slots, [(5.0, 0, 0, -1, 0, False), (0.0, 2, 0, -1, 1, False)], {})
    assert exchanged(unlike).tolist() == [0, 1]


def test_boxes_of_different_length_stay():
    slots = [(0, 9.0, False), (0, 9.0, False), (1, 1.0, False)]
    problem = problem_from([BOX, BOX], slots, [(5.0, 0, 0, -1, 0, False), (0.0, 0, 0, -1, 2, False)], {})
    assert exchanged(problem).tolist() == [0, 2]


def test_nothing_at_all_comes_back_as_it_was():
    assert exchanged(problem_from([], [], [], {})).tolist() == []
    assert exchanged(problem_from([BOX, BOX], [(0, 1.0, False), (1, 1.0, False)], [], {})).tolist() == []
