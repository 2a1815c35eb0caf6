"""Walks and co-use from sessions, against loops."""

from collections import Counter
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.placement import affinity as module
from app.domain.placement.affinity import Fetches, affinity_of, no_affinity, walks_of
from app.domain.placement.sessions import fetches_of

COUNT = 6
sessions = st.lists(
    st.tuples(st.sets(st.integers(0, COUNT - 1), min_size=1), st.integers(0, 2)), min_size=1, max_size=9
)


def fetches(made):
    """Sessions as `(holdings, places that hold nothing now)`."""
    pairs = [(number, h) for number, (held, _) in enumerate(made) for h in sorted(held)]
    return Fetches(
        np.array([s for s, _ in pairs], np.int64),
        np.array([h for _, h in pairs], np.int32),
        np.array([len(held) + gone for held, gone in made], np.int64),
    )


@given(sessions)
def test_walks_share_what_they_visit(made):
    expected = [sum(1 / (len(held) + gone) for held, gone in made if h in held) / 3 for h in range(COUNT)]
    assert walks_of(fetches(made), COUNT, 3.0) == pytest.approx(expected)


@given(sessions)
def test_pairs_count_beyond_chance_and_are_believed_the_more_the_more_often(made):
    shared = [(held, gone) for held, gone in made if len(held) + gone > 1]
    single = Counter(h for held, _ in shared for h in held)
    expected = {}
    for i, j in combinations(range(COUNT), 2):
        together = [2 / (len(held) + gone) for held, gone in shared if {i, j} <= held]
        excess = len(together) - single[i] * single[j] / max(len(shared), 1)
        if together and excess > 0:
            expected[i, j] = sum(together) * excess / (len(together) + 1) / 3
    found = affinity_of(fetches(made), COUNT, 3.0)
    rows = np.repeat(np.arange(COUNT), np.diff(found.start))
    both = {(int(i), int(j)): w for i, j, w in zip(rows, found.other, found.weight, strict=True)}
    assert both == pytest.approx(expected | {(j, i): w for (i, j), w in expected.items()})


@given(sessions)
def test_pruning_keeps_the_strongest_and_stays_symmetric(made):
    whole = affinity_of(fetches(made), COUNT, 1.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PAIRS_KEPT", 1)
        pruned = affinity_of(fetches(made), COUNT, 1.0)
    for i in range(COUNT):
        mine = slice(*pruned.start[i : i + 2])
        every = slice(*whole.start[i : i + 2])
        assert set(pruned.other[mine]) <= set(whole.other[every])
        if len(whole.other[every]):
            assert pruned.weight[mine].max() == pytest.approx(whole.weight[every].max())


def test_sessions_too_large_to_mean_anything_count_as_walks_only(monkeypatch):
    monkeypatch.setattr(module, "LARGEST_SESSION", 2)
    made = [({0, 1, 2}, 0), ({3}, 0)]
    assert len(affinity_of(fetches(made), COUNT, 1.0).other) == 0
    assert walks_of(fetches(made), COUNT, 1.0)[0] == pytest.approx(1 / 3)
    assert no_affinity(2).start.tolist() == [0, 0, 0]


def test_lines_find_what_lies_there_or_most_of_the_part_or_only_count():
    held = pl.DataFrame(
        {"part_key": ["AAAA", "AAAA", "BBBB"], "location": ["1-1", "1-2", "1-3"], "quantity": [2, 9, 1]}
    )
    lines = pl.DataFrame(
        [
            ("one", "AAAA", "1-1"),
            ("one", "AAAA", "7-7"),
            ("one", "GONE", "1-3"),
            ("two", "BBBB", "1-3"),
            ("two", "BBBB", "2-2"),
        ],
        schema=["session", "part_key", "location"],
        orient="row",
    )
    found = fetches_of(lines, held)
    assert list(zip(found.session.tolist(), found.holding.tolist(), strict=True)) == [(0, 0), (0, 1), (1, 2)]
    assert found.places.tolist() == [3, 1]
