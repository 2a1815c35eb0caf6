"""What a kit still has to buy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.shopping.netting import OpenLine, on_order_for, to_buy

RADIO, CLOCK, LAMP = 1, 2, 3


@pytest.mark.rule(69)
@pytest.mark.parametrize(
    ("required", "in_stock", "on_order", "minimum", "bought"),
    [(10, 0, 0, 0, 10), (10, 4, 0, 0, 6), (10, 4, 3, 0, 3), (10, 4, 3, 5, 8), (10, 30, 0, 5, 0), (0, 0, 0, 50, 0)],
)
def test_need_less_stock_less_on_order_plus_minimum(required, in_stock, on_order, minimum, bought):
    lines = [OpenLine(is_ordered=True, outstanding=on_order, shares={})]
    assert to_buy(RADIO, required, in_stock=in_stock, minimum=minimum, lines=lines).total == bought


@pytest.mark.rule(69)
@given(*[st.integers(0, 60)] * 4)
def test_where_nobody_else_has_a_say_it_is_the_formula(required, in_stock, on_order, minimum):
    lines = [OpenLine(is_ordered=True, outstanding=on_order, shares={})]
    bought = to_buy(RADIO, required, in_stock=in_stock, minimum=minimum, lines=lines).total
    assert bought == (max(required - in_stock - on_order + minimum, 0) if required else 0)


def test_what_is_ordered_counts_unless_another_kit_asked_for_it():
    ordered = OpenLine(is_ordered=True, outstanding=10, shares={RADIO: 4, CLOCK: 3})
    assert [on_order_for(kit, [ordered]) for kit in (RADIO, CLOCK, LAMP)] == [7, 6, 3]


def test_what_is_not_ordered_yet_counts_only_for_the_kit_that_asked():
    planned = OpenLine(is_ordered=False, outstanding=10, shares={RADIO: 4})
    assert [on_order_for(kit, [planned]) for kit in (RADIO, CLOCK)] == [4, 0]


def test_where_too_few_are_coming_other_kits_are_served_first():
    half_there = OpenLine(is_ordered=True, outstanding=5, shares={RADIO: 4, CLOCK: 3})
    assert [on_order_for(kit, [half_there]) for kit in (RADIO, CLOCK)] == [2, 1]


def test_the_minimum_is_topped_up_once_for_all_kits():
    first = to_buy(RADIO, 4, in_stock=0, minimum=5, lines=[])
    assert (first.for_kit, first.for_minimum) == (4, 5)
    line = OpenLine(is_ordered=False, outstanding=first.total, shares={RADIO: first.for_kit})
    second = to_buy(CLOCK, 6, in_stock=0, minimum=5, lines=[line])
    assert (second.for_kit, second.for_minimum) == (6, 0)


KITS = st.integers(1, 4)
LINES = st.lists(
    st.builds(OpenLine, st.booleans(), st.integers(0, 50), st.dictionaries(KITS, st.integers(1, 30))), max_size=4
)


@given(LINES, KITS)
def test_nothing_is_counted_that_is_not_coming(lines, kit):
    for line in lines:
        assert 0 <= line.share_of(kit) <= line.outstanding
        assert line.share_of(kit) + line.unclaimed <= line.outstanding
    assert 0 <= on_order_for(kit, lines) <= sum(line.outstanding for line in lines)


@given(st.lists(st.tuples(KITS, st.integers(1, 30)), min_size=1, max_size=8), st.integers(0, 20), st.integers(0, 20))
def test_pushing_in_any_order_and_again_ends_at_the_same_line(pushes, in_stock, minimum):
    requirements = dict(pushes)

    def push_all(order):
        shares, topped_up = {}, 0
        for kit in order:
            others = {owner: units for owner, units in shares.items() if owner != kit}
            line = OpenLine(is_ordered=False, outstanding=sum(others.values()) + topped_up, shares=others)
            bought = to_buy(kit, requirements[kit], in_stock=in_stock, minimum=minimum, lines=[line])
            shares, topped_up = others | {kit: bought.for_kit}, topped_up + bought.for_minimum
        return {kit: units for kit, units in shares.items() if units}, topped_up

    once = push_all(requirements)
    assert push_all([*requirements, *reversed(requirements)]) == once
    assert push_all(sorted(requirements)) == once
