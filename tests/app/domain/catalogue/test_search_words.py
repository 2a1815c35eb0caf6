import pytest

from app.domain.catalogue.search_query import (
    DESCRIPTION,
    FIELDS,
    VALUES,
    code_begin,
    spellings,
    value_words,
    word_query,
)
from app.domain.catalogue.search_words import code_word, search_words, whole_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Kondensator 0,1 µF, X7R", ["kondensator", "0.1", "uf", "x7r"]),
        ("Widerstand 10kΩ ±1%", ["widerstand", "10kohm", "1"]),
        ("Größe café", ["große", "cafe"]),
        ("Конденсатор ΩΜΕΓΑ", ["конденсатор", "ohmuεγα"]),
        ("a'b\\c & d | !e :* (f)", ["a", "b", "c", "d", "e", "f"]),
        ("3.3V/5V-LDO", ["3.3v", "5v", "ldo"]),
        ("%_ -- ''", []),
        ("x" * 100, ["x" * 60]),
    ],
)
def test_case_accents_and_punctuation_do_not_count(text, words):
    assert whole_words(text) == words


def test_a_code_is_found_from_each_place_where_letters_and_digits_meet():
    assert search_words("SN74HC595N") == {"sn74hc595n", "74hc595n", "hc595n", "595n"}
    assert search_words("lm358.pdf") >= {"lm358.pdf", "358.pdf", "pdf"}


def test_a_code_is_one_word_whatever_its_separators():
    assert {code_word(text) for text in ("TL-072/CP", "tl072cp", "TL 072.CP", "TL_072-C.P.")} == {"tl072cp"}
    assert code_word("LM2596-3.3") == "lm25963.3"
    assert code_word("-- /") == ""
    assert [code_begin(text) for text in ("TL-0", "1-2", "4k7", "-")] == ["tl0", None, None, None]


def test_equal_values_stand_for_the_same_word():
    assert {tuple(value_words(text)) for text in ("4k7", "4.7k", "4,7 kΩ", "4700 ohm")} == {("=ohm4.700000e+03",)}
    assert value_words("100nF") == value_words("0.1uF") == value_words("0,1 µF") == ["=F1.000000e-07"]
    assert value_words("100n") == ["=F1.000000e-07", "=H1.000000e-07"]
    assert value_words("red") == []


def test_a_value_is_one_word_or_number_and_unit_but_not_what_begins_alike():
    assert spellings("4,7 kΩ") == [["4.7kohm*"], ["4.7", "kohm"]]
    assert spellings("100nF") == [["100nf*"]]
    assert spellings("red-0603") == [["red*", "0603*"]]
    assert spellings("%") == []
    assert (
        word_query(["red", "1 nF"], DESCRIPTION)
        == "(('~red':*) | '#red':*) & (('~1nf':*) | ('~1' & '~nf') | '=F1.000000e-09')"
    )
    assert word_query(["red", "1 nF"], VALUES) == "((('+red':* | 'red':*)) | '#red':*) & ('=F1.000000e-09')"


def test_a_question_holds_words_only_and_may_name_the_place():
    assert word_query(["red", "'; drop"], DESCRIPTION) == "(('~red':*) | '#red':*) & (('~drop':*) | '#drop':*)"
    assert word_query(["%", "&"]) is None
    near = word_query(["resitor"], FIELDS, {"resitor": ["resistor"]})
    assert near == "(('+resitor':*) | '#resitor':* | '+resistor')"
    assert word_query(["led"]) == "((('+led':* | 'led':*)) | '#led':*)"
