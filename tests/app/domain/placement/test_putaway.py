"""What one more holding costs in each box, against the cost of whole layouts; and why."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.placement.cost import terms_of
from app.domain.placement.problem import Boxes
from app.domain.placement.putaway import Habits, Partner, Surroundings, cost_by_box, reasons_for
from app.domain.placement.rules import NO_TYPE, Offered
from app.domain.placement.weights import Weights
from tests.app.domain.placement.problems import metres, problem_from

WEIGHTS = Weights(travel=1.5, co_use=0.7, spread=3.0)


@st.composite
def places(draw):
    """Boxes `(x, y, z)`, holdings `(box, is of the same type, ways to it)`, and the walks of the part to come."""
    boxes = draw(st.lists(st.tuples(metres, metres, metres), min_size=1, max_size=4))
    box = st.integers(0, len(boxes) - 1)
    held = draw(st.lists(st.tuples(box, st.booleans(), st.integers(0, 3).map(float)), max_size=5))
    return boxes, held, draw(st.integers(0, 3).map(float))


@given(places())
def test_a_box_costs_what_it_adds_to_the_layout(made):
    boxes, held, walks = made
    reach = [x + y + 0.4 * z for x, y, z in boxes]
    found = cost_by_box(_around(boxes, held, reach), Habits(0.0, walks, ()), WEIGHTS)

    def whole(box):
        rows = [(0.0, 0, 0, 0 if alike else 1, number, False) for number, (_, alike, _) in enumerate(held)]
        holdings = [*rows, (walks, 0, 0, 0, len(held), False)]
        slots = [(b, reach[b], False) for b, _, _ in held] + [(box, reach[box], False)]
        pairs = {(number, len(held)): ways for number, (_, _, ways) in enumerate(held) if ways}
        problem = problem_from([(*place, 2, 0, NO_TYPE) for place in boxes], slots, holdings, pairs)
        return terms_of(problem, problem.holdings.slot, WEIGHTS).recurring

    assert found - found[0] == pytest.approx([whole(box) - whole(0) for box in range(len(boxes))])


def _around(boxes, held, reach):
    partners = tuple(Partner(f"P{number}", ways, 1, 2) for number, (_, _, ways) in enumerate(held))
    alike = np.bincount([box for box, same, _ in held if same] or [0], minlength=len(boxes)) * any(
        s for _, s, _ in held
    )
    x, y, z = np.array(boxes, float).T
    count = len(boxes)
    offered = Offered(np.full(count, 2, np.int8), np.zeros(count, np.uint8), np.full(count, NO_TYPE, np.int32))
    return Surroundings(
        Boxes(x, y, z, offered),
        np.array(reach),
        alike.astype(np.int32),
        partners,
        np.array([box for box, _, _ in held], np.int32),
    )


def test_reasons_name_the_type_the_walk_and_the_strongest_partners_nearby():
    held = [(0, True, 0.5), (1, True, 2.0), (1, False, 1.0), (2, False, 9.0)]
    around = _around([(1, 0, 0), (1, 1, 0), (9, 9, 0)], held, [1.0, 2.0, 18.0])
    assert reasons_for(around, Habits(3.14, 1.0, ()), 1, "LED") == [
        "beside 1 more of type LED",
        "2.0 m from the bench, fetched 3.1 times a month",
        "beside P1, fetched together on 1 of 2 walks",
        "beside P2, fetched together on 1 of 2 walks",
    ]
    assert reasons_for(around, Habits(), 0, "LED")[1:] == [
        "1.0 m from the bench",
        "1.3 m from P1, fetched together on 1 of 2 walks",
        "1.3 m from P2, fetched together on 1 of 2 walks",
    ]


def test_a_box_that_is_meant_for_the_type_says_so():
    around = _around([(1, 0, 0)], [], [1.0])
    around.boxes.offered.kind[0] = 7
    assert reasons_for(around, Habits(), 0, "LED") == ["the box is meant for type LED", "1.0 m from the bench"]
    assert reasons_for(around, Habits(), 0, None) == ["1.0 m from the bench"]
