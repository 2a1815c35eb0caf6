import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.kits.claims import Pick, claimed

UNITS = st.integers(0, 9)
PART = st.integers(1, 3)


def naive_claims(needs, picks):
    """One unit at a time: every unit needed is crossed off by a pick; what is open is held where it lies."""
    claims = [pick.part_id for pick in picks for _ in range(pick.open)]
    crossed = [pick.own_part_id for pick in picks for _ in range(pick.open + pick.picked)]
    for part, units in needs.items():
        for _ in range(units):
            if part in crossed:
                crossed.remove(part)
            else:
                claims.append(part)
    return {part: claims.count(part) for part in set(claims)}


@given(st.dictionaries(PART, UNITS), st.lists(st.builds(Pick, PART, PART, UNITS, UNITS), max_size=6))
def test_claims_equal_counting_unit_by_unit(needs, picks):
    assert claimed(needs, picks) == naive_claims(needs, picks)


@pytest.mark.rule(42, 47, 52)
@pytest.mark.parametrize(
    ("open_units", "picked", "claim"),
    [(0, 0, 10), (4, 0, 10), (0, 4, 6), (3, 4, 6), (0, 10, 0), (12, 0, 12), (2, 9, 2)],
)
def test_without_substitutes_it_is_the_greater_of_what_is_left_to_pick_and_what_is_on_lists(open_units, picked, claim):
    assert claimed({1: 10}, [Pick(1, 1, open_units, picked)]).get(1, 0) == claim == max(10 - picked, open_units)


def test_a_substitute_is_claimed_where_it_lies_and_frees_what_it_stands_in_for():
    assert claimed({1: 10}, [Pick(2, 1, 4, 3)]) == {1: 3, 2: 4}
