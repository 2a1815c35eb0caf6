"""Pairs of parts from walks, against loops over the walks."""

from collections import Counter

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contracts.co_use import CO_USE
from app.domain.placement.co_use import co_use
from app.domain.placement.facts import DAYS_PER_MONTH
from app.domain.quality.conform import conform
from app.domain.quality.contract_check import violations

KEYS = ("AAAA", "BBBB", "CCCC", "DDDD")
walks = st.lists(st.sets(st.sampled_from(KEYS), min_size=1), min_size=1, max_size=8)


def lines(made):
    """Each part lies in two slots, both of which its walk visits."""
    rows = [(f"walk {n}", key, slot) for n, walk in enumerate(made) for key in sorted(walk) for slot in ("1-1", "1-2")]
    return pl.DataFrame(rows, schema=["session", "part_key", "location"], orient="row")


@given(walks)
def test_pairs_are_those_of_loops_over_the_walks(made):
    days = 100
    months = days / DAYS_PER_MONTH
    shared = [walk for walk in made if len(walk) > 1]
    alone, seen = Counter(key for walk in shared for key in walk), Counter(key for walk in made for key in walk)
    expected = {}
    for one in KEYS:
        for other in KEYS:
            both = [walk for walk in shared if {one, other} <= walk]
            excess = len(both) - alone[one] * alone[other] / max(len(shared), 1)
            if one != other and excess > 0:
                share = sum(1 / len(walk) for walk in made if one in walk) / months
                ways = sum(2 / len(walk) for walk in both) * excess / (len(both) + 1) / months
                expected[one, other] = pytest.approx((len(both), seen[one], share, ways))
    found = co_use(lines(made), days)
    assert {row[:2]: row[2:] for row in found.iter_rows()} == expected
    assert violations(conform(found, CO_USE), CO_USE) == []


def test_without_walks_there_are_no_pairs():
    assert co_use(lines([]), 182).is_empty()
