import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.domain.demo.consumption import allocate


def naive_allocate(wishes: list[tuple[int, int]], pick: list[int], reserve: list[int]) -> tuple[list[int], list[int]]:
    """One wish after the other, from the pick slot first."""
    pick, reserve = list(pick), list(reserve)
    from_pick, from_reserve = [], []
    for part, quantity in wishes:
        first = min(quantity, pick[part])
        second = min(quantity - first, reserve[part])
        pick[part] -= first
        reserve[part] -= second
        from_pick.append(first)
        from_reserve.append(second)
    return from_pick, from_reserve


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 30)), max_size=30),
    st.lists(st.integers(0, 40), min_size=4, max_size=4),
    st.lists(st.integers(0, 40), min_size=4, max_size=4),
)
def test_allocation_agrees_with_serving_one_by_one(
    wishes: list[tuple[int, int]], pick: list[int], reserve: list[int]
) -> None:
    wishes = sorted(wishes, key=lambda wish: wish[0])
    part = np.array([wish[0] for wish in wishes], dtype=int)
    quantity = np.array([wish[1] for wish in wishes], dtype=int)
    from_pick, from_reserve = allocate(part, quantity, np.array(pick), np.array(reserve))
    expected = naive_allocate(wishes, pick, reserve)
    assert (from_pick.tolist(), from_reserve.tolist()) == expected
