import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue.price_breaks import (
    MAX_BREAKS,
    clean_price_breaks,
    price_at,
    read_price_breaks,
    write_price_breaks,
)
from app.exceptions import ValidationException


def entry(quantity=1, price=0.5, currency="EUR"):
    return {"quantity": quantity, "price": price, "currency": currency}


def test_nothing_is_no_breaks_and_breaks_come_by_rising_quantity():
    assert clean_price_breaks(None) == clean_price_breaks([]) == []
    assert clean_price_breaks((entry(100, 0.1), entry(9), entry(10, 0))) == [entry(9), entry(10, 0.0), entry(100, 0.1)]


def test_prices_are_kept_to_the_millionth():
    assert clean_price_breaks([entry(price=0.1 + 0.2)])[0]["price"] == 0.3
    assert clean_price_breaks([entry(price=0.00000049)])[0]["price"] == 0.0


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("quantity", "must be a list"),
        ({"quantity": 1}, "must be a list"),
        (5, "must be a list"),
        ([entry(number) for number in range(1, MAX_BREAKS + 2)], "at most 50"),
        ([entry(1), entry(1, 0.4)], "the same quantity twice"),
        ([None], "has quantity, price and currency"),
        ([{"quantity": 1, "price": 1}], "has quantity, price and currency"),
        ([entry() | {"extra": 1}], "nothing else"),
        ([entry(0)], "whole number from 1"),
        ([entry(True)], "whole number from 1"),
        ([entry(1.0)], "whole number from 1"),
        ([entry(2**31)], "whole number from 1"),
        ([entry(price=-0.01)], "number from 0"),
        ([entry(price=float("nan"))], "number from 0"),
        ([entry(price=10**8)], "number from 0"),
        ([entry(price="1")], "number from 0"),
        ([entry(price=True)], "number from 0"),
        ([entry(currency="eur")], "three capital letters"),
        ([entry(currency="EURO")], "three capital letters"),
        ([entry(currency="EUR\n")], "three capital letters"),
        ([entry(currency=None)], "three capital letters"),
    ],
)
def test_what_is_wrong_is_said(value, words):
    with pytest.raises(ValidationException, match=words) as caught:
        clean_price_breaks(value)
    assert caught.value.field == "price_breaks"


@given(st.lists(st.builds(entry, st.integers(1, 9), st.floats(0, 99), st.sampled_from(["EUR", "USD"])), max_size=5))
def test_what_is_taken_is_plain_json_and_taken_again(breaks):
    try:
        cleaned = clean_price_breaks(breaks)
    except ValidationException:
        assert len({one["quantity"] for one in breaks}) < len(breaks)
        return
    assert clean_price_breaks(json.loads(json.dumps(cleaned))) == cleaned


@pytest.mark.parametrize(
    ("quantity", "price"),
    [(9, None), (10, (Decimal("0.1"), "EUR")), (99, (Decimal("0.1"), "EUR")), (100, (Decimal("0.05"), "EUR"))],
)
def test_the_highest_break_that_is_reached_counts(quantity, price):
    assert price_at([entry(10, 0.1), entry(100, 0.05)], quantity) == price
    assert price_at([], quantity) is None


def test_breaks_are_read_as_people_write_them():
    assert read_price_breaks(" 100: 0.05 EUR,1:0.12EUR, ") == [entry(1, 0.12), entry(100, 0.05)]
    assert read_price_breaks("  ") == []


@pytest.mark.parametrize("text", ["cheap", "1: 0.12", "1: 0,12 EUR", "-1: 1 EUR", "1: 1 eur", "0: 1 EUR", "1: 1e9 EUR"])
def test_prices_that_are_written_in_another_way_are_refused(text):
    with pytest.raises(ValidationException) as caught:
        read_price_breaks(text)
    assert caught.value.field == "price_breaks"


@given(
    st.lists(
        st.builds(entry, st.integers(1, 2**31 - 1), st.floats(0, 10**7), st.sampled_from(["EUR", "USD"])),
        unique_by=lambda one: one["quantity"],
        max_size=5,
    )
)
def test_what_is_written_out_is_read_back(breaks):
    kept = clean_price_breaks(breaks)
    assert read_price_breaks(write_price_breaks(kept)) == kept
