import pytest
from bills import PARTS, bills, naive_needs
from hypothesis import given
from hypothesis import strategies as st

from app.domain.kits.bill import BillLine, part_lines
from app.domain.kits.coverage import MAX_UNITS, Supply, cover, max_buildable

STOCK = st.dictionaries(st.integers(1, PARTS), st.integers(0, 40))
BILL = {1: [BillLine(1, 1, 7, None, 3), BillLine(2, 1, 8, None, 1)]}


def shown(coverage):
    return [
        (
            str(row.need),
            row.in_stock,
            row.reserved,
            row.available,
            row.picked,
            row.substituted,
            row.shortfall,
            row.state,
        )
        for row in coverage.lines
    ]


@pytest.mark.rule(43, 44, 45)
def test_coverage_says_in_words_and_figures_what_is_there():
    supply = Supply({7: 20, 8: 1}, {7: 12}, {7: 2})
    coverage = cover(BILL, 1, 4, supply)
    assert shown(coverage) == [("12", 20, 12, 8, 2, 0, 2, "partial"), ("4", 1, 0, 1, 0, 0, 3, "partial")]
    assert coverage.max_buildable == 1
    nothing = cover(BILL, 1, 4, Supply({7: 5}, {7: 9}, {}))
    assert [(row.available, row.state) for row in nothing.lines] == [(0, "missing"), (0, "missing")]
    assert [row.state for row in cover(BILL, 1, 0, Supply({}, {}, {})).lines] == ["enough", "enough"]


def test_substitutes_fill_what_the_own_part_lacks_and_are_used_once():
    bill = {1: [BillLine(number, 1, part, None, 1, substitutes=(9,)) for number, part in ((1, 7), (2, 8))]}
    coverage = cover(bill, 1, 5, Supply({7: 3, 8: 2, 9: 4}, {}, {}))
    assert [(row.substituted, row.shortfall) for row in coverage.lines] == [(2, 0), (2, 1)]
    assert coverage.max_buildable == 4


def test_a_kit_without_parts_can_not_be_built_and_no_number_is_without_end():
    assert max_buildable({}, 1, Supply({}, {}, {})) == 0
    assert max_buildable({1: [BillLine(1, 1, None, 2, 1)], 2: []}, 1, Supply({}, {}, {})) == 0
    assert max_buildable({1: [BillLine(1, 1, 7, None, 1)]}, 1, Supply({7: 10**9}, {}, {})) == MAX_UNITS


@given(bills(), STOCK, STOCK, st.integers(0, 6))
def test_coverage_agrees_with_adding_up_by_part(made, stock, reserved, units):
    coverage = cover(made, 0, units, Supply(stock, reserved, {}))
    needs = naive_needs(made, 0, units)
    part_of = {line.content_id: line.part_id for line in part_lines(made, 0)}
    for part in set(part_of.values()):
        need = sum(total for content, (_, total) in needs.items() if part_of[content] == part)
        short = sum(row.shortfall for row in coverage.lines if row.line.part_id == part)
        assert short == max(need - max(stock.get(part, 0) - reserved.get(part, 0), 0), 0)


@given(bills(), STOCK, STOCK)
def test_the_most_that_can_be_built_is_covered_and_one_more_is_not(made, stock, picked):
    supply = Supply(stock, {}, picked)
    most = max_buildable(made, 0, supply)
    if part_lines(made, 0):
        assert all(row.state == "enough" for row in cover(made, 0, most, supply).lines)
        assert any(row.shortfall for row in cover(made, 0, most + 1, supply).lines)
    else:
        assert most == 0
