import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.stock.location_label import format_label, parse_label
from app.exceptions import ValidationException


@given(st.integers(0, 999_999), st.integers(0, 9_999))
def test_a_label_is_read_back(box_no, loc_no):
    assert parse_label(format_label(box_no, loc_no)) == (box_no, loc_no)


@pytest.mark.parametrize("text", ["7-3", " 7-3\n", "7 - 3", "07-003"])
def test_labels_may_be_typed_loosely(text):
    assert parse_label(text) == (7, 3)


@pytest.mark.parametrize(
    "text", ["", "7", "7-", "-3", "7--3", "7-3-1", "7.3", "a-b", "7-3x", "9999999-1", "7−3", "7\n3"]
)
def test_anything_else_is_refused_with_an_example(text):
    with pytest.raises(ValidationException, match="write box-slot, such as 7-3") as caught:
        parse_label(text)
    assert caught.value.field == "location"


def test_a_long_text_is_cut_in_the_answer():
    with pytest.raises(ValidationException) as caught:
        parse_label("x" * 5000)
    assert len(caught.value.message) < 120
