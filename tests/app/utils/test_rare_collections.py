"""Garbage is looked for less often inside, and as usual after, whatever happened."""

import gc

import pytest

from app.utils.rare_collections import rare_collections


def test_it_is_rarer_inside_and_as_usual_after():
    usual = gc.get_threshold()
    with rare_collections():
        assert gc.get_threshold()[0] > usual[0]
    assert gc.get_threshold() == usual


def test_a_failure_inside_brings_the_usual_way_back():
    usual = gc.get_threshold()
    with pytest.raises(ValueError, match="inside"), rare_collections():
        raise ValueError("inside")
    assert gc.get_threshold() == usual
