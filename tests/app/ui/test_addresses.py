"""Addresses: what is taken, what is named and left out, and that widgets' own parameters are left alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from streamlit.testing.v1 import AppTest

from app.ui.addresses import BoxAddress, DeviceAddress, PartAddress

pytestmark = pytest.mark.integration


def accepted(model, **given_values):
    try:
        return model.model_validate(given_values)
    except ValidationError:
        return None


@given(st.text(alphabet="abYZ1 -Äßſ\n", max_size=7))
def test_a_part_is_four_letters_in_any_case(text):
    letters = text.strip()
    wanted = letters.upper() if len(letters) == 4 and all(letter in "abYZ" for letter in letters) else None
    address = accepted(PartAddress, part=text)
    assert (address and address.part) == wanted


@given(st.text(alphabet="abYZ19 _ä", min_size=6, max_size=10))
def test_a_device_is_eight_letters_or_digits(text):
    wanted = text.strip().lower() if len(text.strip()) == 8 and set(text.strip()) <= set("abYZ19") else None
    address = accepted(DeviceAddress, device=text)
    assert (address and address.device) == wanted


@given(st.integers(-5, 2_000_000), st.integers(-5, 2_000))
def test_a_box_and_a_slot_are_numbers_that_can_be_printed_on_a_label(box, slot):
    address = accepted(BoxAddress, box=str(box), slot=str(slot))
    assert (address is not None) == (1 <= box <= 999_999 and 1 <= slot <= 1000)
    if address is not None:
        assert (address.box, address.slot) == (box, slot)


@given(st.dates())
def test_every_day_is_written_as_people_write_it(day):
    assert accepted(PartAddress, on=day.isoformat()).on == day


@pytest.mark.parametrize("text", ["", "5", "20240201", "2024-2-1", "2024-02-30", "01.02.2024", "today", "1e9"])
def test_what_is_no_day_is_not_taken_for_one(text):
    assert accepted(PartAddress, on=text) is None


def page():
    """A page that shows its address and shares another."""
    import streamlit as st

    from app.ui.addresses import BoxAddress, read_address, write_address

    st.text(repr(read_address(BoxAddress)))
    write_address(box=8, slot=None)


@pytest.fixture
def opened():
    def open_page(**query):
        app = AppTest.from_function(page, default_timeout=30)
        app.query_params.update(query)
        return app.run()

    return open_page


def test_what_is_good_is_kept_when_something_else_is_not(opened):
    app = opened(box="7", slot="x**y**")
    assert app.text[0].value == "BoxAddress(box=7, slot=None)"
    (warning,) = app.warning
    assert warning.value == r"The address says slot\=x\*\*y\*\*; it must be a slot number"


def test_every_parameter_that_is_wrong_is_named(opened):
    assert len(opened(box="a", slot="b").warning) == 2


def test_writing_replaces_takes_out_and_leaves_the_parameters_of_widgets_alone(opened):
    app = opened(box="7", slot="3", q="relay")
    assert app.query_params == {"box": "8", "q": "relay"}
    assert app.warning == []


def test_a_date_without_a_century_is_still_a_date():
    assert accepted(PartAddress, on="0001-01-01").on == date(1, 1, 1)
