from decimal import Decimal
from itertools import pairwise

import pytest
from bills import KITS, bills, naive_needs
from hypothesis import given
from hypothesis import strategies as st

from app.domain.kits.bill import BillLine, Need, explode, line_need, part_lines, part_needs, path_between


def line(required, percent="0", fixed=0):
    return BillLine(1, 1, 1, None, required, Decimal(percent), fixed)


@pytest.mark.parametrize(
    ("given_line", "units", "shown"),
    [
        (line(3), 4, "12"),
        (line(3, "25"), 4, "15 (12+3)"),
        (line(3, "0.001"), 4, "13 (12+1)"),
        (line(3, "0", 2), 4, "14 (12+2)"),
        (line(3, "10", 2), 4, "16 (12+4)"),
        (line(3, "100", 9), 0, "0"),
    ],
)
def test_attrition_is_a_share_rounded_up_and_a_fixed_number_per_run(given_line, units, shown):
    assert str(line_need(given_line, Need(units))) == shown


def test_what_gets_lost_of_an_inner_kit_costs_its_parts_too():
    made = {
        1: [BillLine(1, 1, None, 2, 2, Decimal(50)), BillLine(2, 1, 7, None, 1)],
        2: [BillLine(3, 2, 7, None, 10, Decimal(10))],
    }
    assert {content: str(need) for content, need in explode(made, 1, 2).items()} == {2: "2", 3: "66 (40+26)"}
    assert str(part_needs(made, 1, 2)[7]) == "68 (42+26)"


@given(bills(), st.integers(0, KITS - 1), st.integers(0, 20))
def test_exploding_agrees_with_asking_upwards(made, root, units):
    found = explode(made, root, units)
    assert {content: (need.net, need.total) for content, need in found.items()} == naive_needs(made, root, units)
    by_part = part_needs(made, root, units)
    assert sum(need.total for need in by_part.values()) == sum(need.total for need in found.values())
    assert {entry.content_id for entry in part_lines(made, root)} == set(found)


@given(st.dictionaries(st.integers(0, 5), st.sets(st.integers(0, 5))), st.integers(0, 5), st.integers(0, 5))
def test_a_path_is_found_exactly_when_there_is_one(children, start, end):
    path = path_between(children, start, end)
    reached, before = {start}, set()
    while reached != before:
        before = set(reached)
        reached |= {child for kit in before for child in children.get(kit, ())}
    assert (path is not None) == (end in reached)
    if path is not None:
        assert (path[0], path[-1]) == (start, end)
        assert all(child in children[kit] for kit, child in pairwise(path))
