"""History from whole readings: whatever changed between two runs, every reading can be had back."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ingest.history import SPAN, next_history

START = datetime(2026, 1, 1, tzinfo=UTC)
SCHEMA = {"key": pl.String, "name": pl.String, "size": pl.Int64, "tags": pl.List(pl.String)}


def frame(rows):
    return pl.DataFrame([(k, *facts) for k, facts in sorted(rows.items())], schema=SCHEMA, orient="row")


def in_force(history, at):
    """The versions that held at an instant."""
    is_held = (pl.col("valid_from") <= at) & (pl.col("valid_to").is_null() | (pl.col("valid_to") > at))
    return history.filter(is_held).drop(SPAN)


FACTS = st.tuples(
    st.sampled_from([None, "a", "b"]), st.sampled_from([None, 1]), st.sampled_from([[], ["x"], ["x", None]])
)
READINGS = st.lists(st.dictionaries(st.sampled_from("ABC"), FACTS), min_size=1, max_size=6)


@given(READINGS)
def test_every_reading_can_be_had_back_and_nothing_changes_twice(readings):
    history = None
    for number, rows in enumerate(readings):
        seen = START + timedelta(hours=number)
        history = next_history(history, frame(rows), ["key"], seen)
        assert next_history(history, frame(rows), ["key"], seen + timedelta(minutes=1)).equals(history)
    for number, rows in enumerate(readings):
        held = in_force(history, START + timedelta(hours=number))
        assert held.equals(frame(rows))
    # A version is as long as it can be: neighbours of one key differ, or a gap lies between them.
    for _, versions in history.group_by("key", maintain_order=True):
        spans = versions.to_dicts()
        for one, other in pairwise(spans):
            assert one["valid_from"] < one["valid_to"] <= other["valid_from"]
            facts = [{name: span[name] for name in ("name", "size", "tags")} for span in (one, other)]
            assert facts[0] != facts[1] or one["valid_to"] < other["valid_from"]


def test_facts_of_a_key_never_seen_before_may_have_held_since_it_was_made():
    since = pl.lit(START, pl.Datetime("us", "UTC"))
    seen = START + timedelta(days=3)
    history = next_history(None, frame({"A": ("a", 1, [])}), ["key"], seen, since)
    assert history.row(0)[-3:] == (START, None, seen)
    later = seen + timedelta(days=1)
    changed = next_history(history, frame({"A": ("b", 1, []), "B": ("a", 1, [])}), ["key"], later, since)
    assert changed.select("key", "valid_from", "valid_to").rows() == [
        ("A", START, later),
        ("A", later, None),
        ("B", START, None),
    ]


def test_a_date_of_making_after_the_reading_is_not_believed():
    future = pl.lit(START + timedelta(days=9), pl.Datetime("us", "UTC"))
    history = next_history(None, frame({"A": ("a", 1, [])}), ["key"], START, future)
    assert history["valid_from"].item() == START


def test_a_row_that_comes_back_begins_anew():
    hours = [START + timedelta(hours=n) for n in range(3)]
    rows = {"A": ("a", 1, [])}
    history = None
    for seen, present in zip(hours, (rows, {}, rows), strict=True):
        history = next_history(history, frame(present), ["key"], seen)
    assert history.select("valid_from", "valid_to").rows() == [(hours[0], hours[1]), (hours[2], None)]
