"""Formulas are marked on the way out; measures that merely begin like one are not, and nothing is lost on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.importing.formula import is_formula, mark, unmark


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://x","y")',
        "@SUM(A1:A9)",
        "+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        '-1+HYPERLINK("x")',
        "-SUM (A1)",
        "\t=1+1",
        "\r=1",
    ],
)
def test_what_a_spreadsheet_would_run_is_marked(text):
    assert is_formula(text)
    assert mark(text) == f"'{text}"
    assert unmark(mark(text)) == text


@pytest.mark.parametrize(
    "text",
    ["-55℃~+150℃ 1 N-channel 1.5Ω@10V 1V 2.2pF", "-12", "+5V", "-40..85 °C", "- none -", "a=b", "x@y", "", "'quoted'"],
)
def test_measures_and_plain_texts_are_left_as_they_are(text):
    assert mark(text) == text
    assert unmark(text) == text


@given(st.text(st.sampled_from("=+-@'\t\n\r|!(a1℃ ")))
def test_marks_come_off_again_and_nothing_dangerous_is_left(text):
    assert unmark(mark(text)) == text
    assert not is_formula(mark(text))
