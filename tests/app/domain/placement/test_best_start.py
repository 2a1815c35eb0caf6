"""Where a search begins: by use where categories weigh little, else with them together and their boxes arranged."""

from app.domain.placement.best_start import best_start
from app.domain.placement.cost import terms_of
from app.domain.placement.starts import by_class, usage_sorted
from app.domain.placement.weights import Weights
from tests.app.domain.placement.problems import problem_from, still

BOX = (0.0, 0.0, 0.0, 0, 0, -1)


def prices(spread):
    return Weights(spread=spread, handling=0.0, horizon_months=1e9)


def test_where_categories_weigh_much_a_search_begins_with_them_together():
    boxes = [BOX, (1.0, *BOX[1:])]
    holdings = [
        (walks, 0, 0, kind, n, False) for n, (walks, kind) in enumerate([(5.0, 0), (4.0, 1), (1.0, 0), (2.0, 1)])
    ]
    problem = problem_from(boxes, [(n // 2, float(n), False) for n in range(4)], holdings, {})
    light, heavy = (best_start(problem, prices(spread), seed=1, clock=still) for spread in (0.0, 100.0))
    assert light.slot.tolist() == usage_sorted(problem).tolist() == [0, 1, 3, 2]
    assert heavy.slot.tolist() == by_class(problem, 1).tolist() == [0, 2, 1, 3]
    assert (light.is_ordered, heavy.is_ordered) == (False, True)


def test_categories_that_are_used_together_lie_side_by_side():
    """Eight boxes in a row, each filled by one category; every category is used with that four further on."""
    boxes = [(float(n), *BOX[1:]) for n in range(8)]
    slots = [(n // 2, 1.0, False) for n in range(16)]
    holdings = [(0.0, 0, 0, n % 8, n, False) for n in range(16)]
    pairs = {(n, (n + 4) % 8): 10.0 for n in range(4)}
    problem = problem_from(boxes, slots, holdings, pairs)
    start = best_start(problem, prices(1000.0), seed=1, clock=still)
    terms = terms_of(problem, start.slot, prices(1000.0))
    assert start.is_ordered
    assert terms.spread == 0.0
    assert terms.co_use == 4 * 10.0 * 1.3
