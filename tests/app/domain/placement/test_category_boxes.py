"""Boxes of categories against sets of boxes."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.placement.category_boxes import CategoryBoxes, category_boxes
from tests.app.domain.placement.problems import layouts, problems

NAMES = ("Diode", "LED")


def naive(problem, slot, kind):
    lies = zip(problem.holdings.asked.kind, slot, strict=True)
    return len({int(problem.slots.box[s]) for k, s in lies if k == kind and s >= 0})


@given(problems(most=5), st.data())
def test_each_category_counts_each_of_its_boxes_once(problem, data):
    home = problem.holdings.slot
    after = data.draw(st.sampled_from([home, *layouts(problem)]))
    counted = [
        CategoryBoxes(name, naive(problem, home, kind), naive(problem, after, kind)) for kind, name in enumerate(NAMES)
    ]
    assert list(category_boxes(problem, NAMES, home, after)) == [one for one in counted if one.before or one.after]
