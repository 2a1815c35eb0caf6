from itertools import product
from random import Random
from string import ascii_uppercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue.part_key import draw_part_key, is_offensive, read_part_key
from app.exceptions import ValidationException


@given(st.integers())
def test_drawn_keys_can_be_read_back_and_put_on_a_label(seed):
    key = draw_part_key(Random(seed))
    assert read_part_key(key) == key
    assert not is_offensive(key)


def test_a_word_that_was_drawn_is_drawn_again():
    class Rude(Random):
        words = iter(("SHIT", "KILL", "LAMP"))

        def choices(self, population, *, k):
            return list(next(self.words))

    assert draw_part_key(Rude()) == "LAMP"


def test_enough_keys_are_left():
    bad = sum(is_offensive("".join(letters)) for letters in product(ascii_uppercase, repeat=4))
    assert 0 < bad < 1000


@pytest.mark.parametrize("text", ["abcd", " ABCD ", "aBcD\n"])
def test_keys_are_read_in_any_case(text):
    assert read_part_key(text) == "ABCD"


@given(st.none() | st.integers() | st.binary() | st.text().filter(lambda text: not text.strip().upper().isascii()))
def test_anything_else_is_no_key(value):
    with pytest.raises(ValidationException) as caught:
        read_part_key(value)
    assert caught.value.field == "key"


@pytest.mark.parametrize("text", ["", "ABC", "ABCDE", "AB1D", "AB D", "ABCD\nEFGH", "ÀBCD", "ＡＢＣＤ"])
def test_near_misses_are_no_keys(text):
    with pytest.raises(ValidationException, match="four letters A-Z"):
        read_part_key(text)
