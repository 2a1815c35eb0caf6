"""Weights: which are refused, in words."""

import math

import pytest

from app.domain.placement.weights import MEANINGS, Weights, changed, differences
from app.exceptions import ValidationException


@pytest.mark.parametrize("name", MEANINGS)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -0.5, 1e300])
def test_a_weight_that_is_no_sensible_number_is_refused_by_name(name, value):
    with pytest.raises(ValidationException, match=name) as caught:
        changed(Weights(), {name: value})
    assert caught.value.field == name


def test_every_weight_is_explained_in_metres_or_months():
    assert set(MEANINGS) == set(Weights.__dataclass_fields__)
    assert all("metres" in text for text in MEANINGS.values())


def test_an_unknown_weight_is_answered_with_the_names_there_are():
    with pytest.raises(ValidationException, match="There is no weight gravity; the weights are travel, co_use"):
        changed(Weights(), {"gravity": 9.81})


def test_a_horizon_of_nothing_is_refused():
    with pytest.raises(ValidationException, match="longer than 0 months"):
        changed(Weights(), {"horizon_months": 0.0})


def test_what_changed_is_told_in_words():
    other = changed(Weights(), {"spread": 5.0, "travel": 0.5})
    assert differences(Weights(), other) == "travel 0.5 instead of 1, spread 5 instead of 2"
    assert differences(other, other) == ""
