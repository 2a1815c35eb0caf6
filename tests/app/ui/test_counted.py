"""Numbers with their noun."""

import pytest

from app.ui.counted import counted

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 parts"), (1, "1 part"), (2, "2 parts"), (1_250, "1,250 parts"), (-1, "-1 parts")]
)
def test_only_one_is_singular(number, words):
    assert counted(number, "part") == words


def test_an_odd_plural_is_given():
    assert (counted(1, "box", "boxes"), counted(3, "box", "boxes")) == ("1 box", "3 boxes")
