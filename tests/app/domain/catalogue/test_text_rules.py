import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue.text_rules import MAX_TEXT, clean_text, label
from app.exceptions import ValidationException


@given(st.text(max_size=30))
def test_a_text_is_kept_without_white_space_around_it_or_nothing_is_left(text):
    cleaned = outcome(text)
    if "\x00" in text.strip():
        assert isinstance(cleaned, ValidationException)
    else:
        assert cleaned == (text.strip() or None)


def outcome(text):
    try:
        return clean_text(text, "note")
    except ValidationException as refusal:
        return refusal


@given(st.text(st.characters(), max_size=10))
def test_what_is_taken_can_be_written_in_utf_8(text):
    cleaned = outcome(text)
    if isinstance(cleaned, str):
        assert cleaned.encode()
        assert clean_text(cleaned, "note") == cleaned


@pytest.mark.parametrize("limit", [None, 1, 255])
def test_the_limit_counts_what_is_kept(limit):
    longest = limit or MAX_TEXT
    assert clean_text(f"  {'x' * longest}  ", "pin_count", limit) == "x" * longest
    with pytest.raises(ValidationException) as caught:
        clean_text("x" * (longest + 1), "pin_count", limit)
    assert f"Pin count is {longest + 1} characters long; at most {longest} are kept" in caught.value.message
    assert caught.value.field == "pin_count"


@pytest.mark.parametrize(
    ("value", "words"),
    [(5, "must be a text"), (b"x", "must be a text"), ("a\x00b", "NUL"), ("a\ud800b", "lone surrogate")],
)
def test_what_is_no_text_is_refused(value, words):
    with pytest.raises(ValidationException, match=words):
        clean_text(value, "note")


def test_fields_are_named_as_a_sentence_begins():
    assert [label(name) for name in ("pin_count", "key", "", "_")] == ["Pin count", "Key", "The text", "The text"]
