from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue.box_grid import MAX_CAPACITY, guess_grid
from app.exceptions import ValidationException

capacities = st.integers(1, MAX_CAPACITY)


@pytest.mark.parametrize(
    ("capacity", "grid"),
    [(1, (1, 1)), (2, (1, 2)), (4, (2, 2)), (7, (2, 4)), (12, (3, 4)), (60, (6, 10)), (64, (8, 8))],
)
def test_grids_that_people_would_draw(capacity, grid):
    assert guess_grid(capacity) == grid


@given(capacities)
def test_a_guessed_grid_holds_all_is_wider_than_high_and_no_strip(capacity):
    rows, columns = guess_grid(capacity)
    assert (rows - 1) * columns < capacity <= rows * columns, "no row is empty"
    assert rows <= columns
    assert rows >= isqrt(capacity) // 2, "not a strip"


@given(capacities, st.integers(1, MAX_CAPACITY))
def test_what_is_given_is_kept_and_the_rest_is_just_enough(capacity, given):
    rows, columns = guess_grid(capacity, rows=given)
    assert rows == given
    assert (columns - 1) * given < capacity <= columns * given
    rows, columns = guess_grid(capacity, columns=given)
    assert columns == given
    assert (rows - 1) * given < capacity <= rows * given


def test_a_whole_grid_may_have_places_to_spare_but_never_too_few():
    assert guess_grid(5, 3, 3) == (3, 3)
    with pytest.raises(ValidationException, match="2 x 2 has 4 places for 5 locations; enlarge it") as caught:
        guess_grid(5, 2, 2)
    assert caught.value.field == "grid_rows"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ((0,), "capacity"),
        ((-1,), "capacity"),
        ((MAX_CAPACITY + 1,), "capacity"),
        ((5, 0), "grid_rows"),
        ((5, None, 0), "grid_columns"),
        ((5, None, MAX_CAPACITY + 1), "grid_columns"),
    ],
)
def test_impossible_grids_are_refused_with_their_field(given, field):
    with pytest.raises(ValidationException) as caught:
        guess_grid(*given)
    assert caught.value.field == field
