"""Electrical values as people write them: equal ones are equal, doubtful ones are none, no text is too odd."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.quality.si_values import UNITS, SiValue, main_value, parse_value, split_values

PREFIXES = {"p": -12, "n": -9, "u": -6, "µ": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9}


@pytest.mark.parametrize(
    ("texts", "value", "unit"),
    [
        (("4k7", "4K7", "4.7k", "4,7k", "4.7 kΩ", "4.7kohm", "4700R", "4700 Ohm", "4.7 kOhms", "4k7 "), 4700, "ohm"),
        (("4.7 k", "4,7 K", "4700 R"), 4700, "ohm"),
        (("0R1", "0.1R", "100mΩ", "0,1 ohm"), 0.1, "ohm"),
        (("220R", "220Ω", "220Ω", "0.22k"), 220, "ohm"),
        (("2M2", "2.2M", "2200k", "2.2 MOhm"), 2.2e6, "ohm"),
        (("100nF", "0.1uF", "0.1µF", "0.1μF", "0,1 µF", "100 nF", "100n", "100000pF", "100NF"), 1e-7, "F"),
        (("100nf", "0.1uf", "0,1 µf", "0,1uf", ".1uF", ".1 uf", ".1u"), 1e-7, "F"),
        (("2u2", "2.2uF", "2u2F", "2200n", "2u2f", "2.2uf"), 2.2e-6, "F"),
        (("10mH", "10 mH", "0.01H"), 0.01, "H"),
        (("16MHz", "16 MHz", "16000kHz", "16Mhz"), 16e6, "Hz"),
        (("32.768kHz", "32768Hz"), 32768, "Hz"),
    ],
)
def test_equal_values_are_equal_however_they_are_written(texts, value, unit):
    assert {text: parse_value(text) for text in texts} == dict.fromkeys(texts, SiValue(value, unit))


@pytest.mark.parametrize(
    "text",
    ["", "k", "4k7k", "k47", "10", "1,000R", "1.000.000R", "0R", "0 nF", "5V", "2A", "0.25W", "10MF", "10kF", "4x7",
     "-4k7", "100nHz", "a100n", "100nFa", "2 200 uF", "1e3R", "10 k Ω m", "∞Ω", "10f", "10mf", "4k7f", "10 f", "10kf",
     "..1uF", "1..1uF", "10 n", "10  k", ".0uF", "2 200 k", "99999999 GHz", "9007200 GΩ"],
)  # fmt: skip
def test_what_could_mean_two_things_or_nothing_is_no_value(text):
    assert parse_value(text) is None


@given(
    st.decimals("0.001", "999.999", places=3),
    st.sampled_from(list(PREFIXES)),
    st.sampled_from(["F", "H", "f"]),
    st.booleans(),
)
def test_number_prefix_and_unit_multiply_exactly(number, prefix, unit, spaced):
    text = f"{number}{' ' if spaced else ''}{prefix}{unit}"
    doubtful = {"M", "G", "k", "m", ""} if unit == "f" else {"M", "G", "k"}
    expected = None if prefix in doubtful else SiValue(float(number.scaleb(PREFIXES[prefix])), unit.upper())
    assert parse_value(text) == expected


@given(st.integers(1, 999), st.sampled_from("RkMpnu"), st.integers(0, 9))
def test_the_letter_stands_for_the_point(whole, letter, part):
    exponent = PREFIXES.get(letter, 0)
    value = parse_value(f"{whole}{letter}{part}")
    assert value == SiValue(float(Decimal(f"{whole}.{part}").scaleb(exponent)), "F" if letter in "pnu" else "ohm")


@given(st.text(st.sampled_from("0123456789.,kKMRunpFHzΩµ -+ohm")) | st.text())
def test_no_text_is_too_odd(text):
    value = parse_value(text)
    assert value is None or (value.value > 0 and value.unit in UNITS)
    assert main_value(text, text) in {None, *(parse_value(word) for word in split_values(text)), main_value(text, None)}


@given(st.lists(st.sampled_from(["red", "4.7 kΩ", "100nF", "0603", "4k7", "2 200 uF", "±5%"]), max_size=5))
def test_words_keep_every_character_that_is_not_white_space(words):
    text = " ".join(words)
    assert "".join("".join(split_values(text)).split()) == "".join(text.split())


def test_a_value_and_its_unit_are_one_word():
    assert split_values("red 4.7 kΩ 0603") == ["red", "4.7 kΩ", "0603"]
    assert split_values("resistor 10 k 0603") == ["resistor", "10 k", "0603"]
    assert split_values("screw 10 M 3 x 2 R4") == ["screw", "10", "M", "3", "x", "2", "R4"]
    assert split_values("  ") == []


@pytest.mark.parametrize(
    ("description", "code", "type_name", "expected"),
    [
        ("Resistor 4k7 0603 1%", None, None, SiValue(4700.0, "ohm")),
        ("Cap 100nF 50V X7R", None, None, SiValue(1e-7, "F")),
        ("Chip capacitor 0.1uf", None, None, SiValue(1e-7, "F")),
        ("Film, .047uF", None, None, SiValue(4.7e-8, "F")),
        ("Resistor 10 k", None, None, None),
        ("Power inductor 10u 3A", None, None, SiValue(1e-5, "H")),
        ("10u 3A", None, "Inductor", SiValue(1e-5, "H")),
        ("10k", None, "Potentiometer", SiValue(1e4, "ohm")),
        ("Something 10k", None, None, None),
        ("4R7 choke", None, None, None),
        ("Crystal 16MHz 18pF", None, None, None),
        ("Crystal 16MHz", None, None, SiValue(16e6, "Hz")),
        ("RC filter 10k 100n resistor", None, None, None),
        ("4k7 resistor, 4.7 kΩ", None, None, SiValue(4700.0, "ohm")),
        ("Film", "MKT-100nF", None, None),
        ("Film", "100nF", None, SiValue(1e-7, "F")),
        ("Cap 1uF", "100nF", None, SiValue(1e-6, "F")),
        (None, None, None, None),
        ("", "", "", None),
    ],
)
def test_a_part_is_known_by_its_one_value(description, code, type_name, expected):
    assert main_value(description, code, type_name) == expected
