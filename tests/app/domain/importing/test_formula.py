"""Formulas are marked on the way out; measures that merely begin like one are not, and nothing is lost on the way."""

import re

import pytest
from hypothesis import given, settings
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
        "@SUM(1)",
        "-1+SUM(A1)",
        "-2+3+cmd|...",
        "+'cmd'|'/C calc'!A0",
        "-A1",
        "+A1:B2",
        "-40/+85",
        "-1+2",
        '-"a"&WEBSERVICE("http://x")',
        "-IF(A1=1,,2)",
        "-SUM(A1",
        "-A1 INDEX(A:A,WEBSERVICE(B1))",
        "-1:1 INDEX(A:A,1)",
        "+[1]Sheet!A1",
        "+'My sheet'!A1",
        "-Table[[#This Row],[x]]+1",
        "-{1;2}",
        "+-+SUM(1)",
        "-5%+A1#",
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
    [
        "-55℃~+150℃ 1 N-channel 1.5Ω@10V 1V 2.2pF",
        "-55°C ~ 150°C (TJ)",
        "-40 to 85 C (amb)",
        "+5V (max)",
        "+5 (max)",
        "+5, -5",
        "-5V ... +12V | both rails",
        '-5" (inch)',
        "-3dB (1kHz)",
        "-Vgs(th)=-2.5V",
        "+0.5dBm!",
        "+/-5% (1%)",
        "-12",
        "-1,5",
        "-1.5e-6",
        "+5V",
        "-40..85 °C",
        "- none -",
        "- none",
        "- not stocked, ask",
        "+-5%~",
        "a=b",
        "x@y",
        "",
        "'quoted'",
    ],
)
def test_measures_and_plain_texts_are_left_as_they_are(text):
    assert mark(text) == text
    assert unmark(text) == text


@given(st.text(st.sampled_from("=+-@'\t\n\r|!(a1℃ ")))
def test_marks_come_off_again_and_nothing_dangerous_is_left(text):
    assert unmark(mark(text)) == text
    assert not is_formula(mark(text))


_PIECES = [
    "+", "-", "*", "=", ":", "@", ",", ";", " ", "(", ")", "SUM(", "1", "2.5", "A1", "name", "V", "°C", "~", "to", "|",
    "cmd|'/C calc'!A0", '"text"', "%", "!",
]  # fmt: skip


def _reduces_to_an_operand(text):
    """The naive reading: write every operand as one letter, then shrink the smallest expressions until none is left."""
    text = re.sub(r"(?<![\w.\"])[A-Za-z]+\|'[^']*'![A-Z]\d", "D", text)  # not right behind another operand
    text = re.sub(r'"[^"]*"', "v", text)
    text = re.sub(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", "v", text)
    text = re.sub(r"(?<![\w.])(?:A1|name|V|to)(?![\w.(|])", "r", text)
    rules = (
        (r"\s*([-+*=:,;()%])\s*", r"\1"),
        (r"(?:SUM|r)?\((?:[rvD]?[,;])*[rvD]?\)", "r"),
        (r"(?<![rvD%)])[-+]([rvD])(?!%)", r"\1"),
        (r"([rvD])%", "v"),
        (r"[rvD][-+*=:]([rvD])", r"\1"),
        (r"r[ ]+(r)(?!\()", r"\1"),
    )
    before = None
    while before != text:
        before = text
        for pattern, shorter in rules:
            text = re.sub(pattern, shorter, text)
    return text in {"r", "v", "D"}


@settings(max_examples=500)
@given(st.sampled_from("+-"), st.lists(st.sampled_from(_PIECES), max_size=9).map("".join))
def test_what_is_left_unmarked_does_nothing_even_by_a_naive_reading(sign, rest):
    text = sign + rest
    if not is_formula(text) and _reduces_to_an_operand(text):
        assert re.fullmatch(r"[-+]\s*(?:[\d.]+%?|[a-zA-Z]+(?:[\s,;]+[a-zA-Z]+)*)\s*", text)


def test_the_naive_reading_finds_formulas():
    for text in ("-2+3", "-1+SUM(A1,1)*2", "+cmd|'/C calc'!A0", "-A1 A1"):
        assert _reduces_to_an_operand(text)
        assert is_formula(text)
    assert not _reduces_to_an_operand("-40 to 85 (V)")
