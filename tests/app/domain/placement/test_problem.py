"""What a problem refuses, and what it derives; each refusal names what is wrong."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from app.domain.placement.weights import Weights
from app.exceptions import ValidationException
from tests.app.domain.placement.problems import is_legal, movers, open_slots, problem_from, problems

BOX = (0.0, 0.0, 0.0, 2, 0, -1)
TWO = problem_from([BOX], [(0, 1.0, False), (0, 2.0, False)], [(1.0, 0, 0, 0, 0, False)] * 1, {})


@given(problems())
def test_legality_what_moves_and_where_to_equal_plain_loops(problem):
    for h in range(len(problem.holdings.slot)):
        for s, box in enumerate(problem.slots.box):
            assert problem.legal[problem.group[h], box] == is_legal(problem, h, s)
    assert np.flatnonzero(problem.movable).tolist() == movers(problem)
    assert np.flatnonzero(problem.open_slots).tolist() == open_slots(problem)


def changed(part, **values):
    return replace(TWO, **{part: replace(getattr(TWO, part), **values)})


@pytest.mark.parametrize(
    ("part", "values", "words"),
    [
        ("holdings", {"walks": np.array([np.nan])}, "holdings.walks holds nan at entry 0"),
        ("holdings", {"walks": np.array([-1.0])}, "a finite number of at least 0"),
        ("holdings", {"walks": np.zeros(2)}, "holdings.walks has 2 entries where 1 are needed"),
        ("holdings", {"slot": np.array([7], np.int32)}, "holdings.slot holds 7 at entry 0"),
        ("slots", {"distance": np.array([1.0, np.inf])}, "slots.distance holds inf at entry 1"),
        ("slots", {"box": np.array([0, 3], np.int32)}, "slots.box holds 3 at entry 1"),
        ("boxes", {"x": np.array([np.nan])}, "boxes.x holds nan"),
        ("affinity", {"start": np.array([0, 1], np.int64)}, "affinity.start must rise"),
    ],
)
def test_wrong_arrays_are_refused_by_name(part, values, words):
    with pytest.raises(ValidationException, match=words.replace(".", r"\.")):
        changed(part, **values)


def test_a_lopsided_affinity_is_refused():
    two = problem_from([BOX], [(0, 1.0, False)] * 2, [(1.0, 0, 0, 0, n, False) for n in range(2)], {(0, 1): 2.0})
    with pytest.raises(ValidationException, match="same in both directions"):
        replace(two, affinity=replace(two.affinity, weight=np.array([2.0, 3.0])))
    with pytest.raises(ValidationException, match="together with itself"):
        replace(two, affinity=replace(two.affinity, other=np.array([0, 1], np.int32)))


def test_what_shares_a_slot_has_to_be_pinned():
    with pytest.raises(ValidationException, match="Slot 0 holds several things"):
        problem_from([BOX], [(0, 1.0, False)], [(1.0, 0, 0, 0, 0, True), (1.0, 0, 0, 0, 0, False)], {})
    assert not problem_from([BOX], [(0, 1.0, False)], [(1.0, 0, 0, 0, 0, True)] * 2, {}).movable.any()


@pytest.mark.parametrize("wrong", [float("nan"), -1.0, float("inf")])
@pytest.mark.parametrize("name", ["travel", "co_use", "spread", "handling", "horizon_months", "misplaced"])
def test_weights_that_are_no_prices_are_refused(name, wrong):
    with pytest.raises(ValidationException, match=f"The weight {name} must be a number of at least 0"):
        Weights(**{name: wrong})


def test_a_horizon_of_nothing_is_refused():
    with pytest.raises(ValidationException, match="longer than 0 months"):
        Weights(horizon_months=0.0)
