from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.catalogue.near_spelling import allowed_slips, lookups, nearest, slips

words = st.text("abc", min_size=1, max_size=14)


def naive_slips(typed, word):
    """Every way of making one slip after the other, by the textbook recurrence over all beginnings of the word."""
    table = [[0] * (len(word) + 1) for _ in range(len(typed) + 1)]
    for i in range(len(typed) + 1):
        for j in range(len(word) + 1):
            if not i or not j:
                table[i][j] = i or j
                continue
            table[i][j] = min(
                table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (typed[i - 1] != word[j - 1])
            )
            if i > 1 and j > 1 and typed[i - 1] == word[j - 2] and typed[i - 2] == word[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return min(table[-1])


def grams(word):
    return {word[i : i + 3] for i in range(len(word) - 2)} | {f"{i}:{a}{b}" for i, (a, b) in enumerate(pairwise(word))}


@pytest.mark.parametrize(
    ("typed", "word"),
    [("resitsor", "resistor"), ("capactior", "capacitor"), ("dioed", "diode"), ("rdlay", "relay"), ("tset", "test")],
)
def test_usual_mistypings_are_near(typed, word):
    assert nearest(typed, [word, "zebra"]) == [word]


def test_one_slip_is_allowed_for_each_four_letters_and_three_at_most():
    assert [allowed_slips("x" * n) for n in (3, 4, 7, 8, 12, 40)] == [0, 1, 1, 2, 3, 3]
    assert slips("diod", "triode") is None
    assert nearest("595", ["sn74hc595n"]) == ["sn74hc595n"]


@given(words, words)
@example("abca", "acba")
def test_slips_agree_with_the_textbook(typed, word):
    fewest = naive_slips(typed, word)
    assert slips(typed, word) == (fewest if fewest <= allowed_slips(typed) else None)


@given(st.text("abcd", min_size=3, max_size=14), st.text("abcd", min_size=1, max_size=16))
@example("abcd", "acbd")
@example("abcdabcd", "bacdabdc")
def test_no_near_or_inner_word_is_missed_by_the_lookups(typed, word):
    is_near = typed in word or (allowed_slips(typed) > 0 and slips(typed, word) is not None)
    if is_near:
        assert any(set(one) <= grams(word) for one in lookups(typed))
