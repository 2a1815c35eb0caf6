"""Replay of foreign history: it ends at what is stated, never falls below zero, and loses no line."""

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.importing.records import HistoryLine
from app.domain.importing.replay import Correction, disagreement, replay

START = datetime(2024, 1, 1, tzinfo=UTC)
NOW = START + timedelta(days=99)
LINES = st.lists(
    st.builds(
        lambda hour, delta: HistoryLine(START + timedelta(hours=hour), delta, "adjust"),
        st.integers(0, 5),
        st.integers(-9, 9).filter(bool),
    ),
    max_size=8,
)


@given(LINES, st.integers(0, 20))
@example([HistoryLine(START, -3, "use"), HistoryLine(START, 5, "receive")], 2)
def test_it_ends_at_the_stated_stock_without_ever_being_below_zero(history, stated):
    level = 0
    for step in replay(history, stated, NOW):
        level += step.delta
        assert level >= 0
    assert level == stated


@given(LINES, st.integers(0, 20))
def test_every_line_is_kept_once_in_time_order_and_corrections_are_as_few_as_possible(history, stated):
    steps = replay(history, stated, NOW)
    lines = [step for step in steps if isinstance(step, HistoryLine)]
    assert sorted(lines, key=id) == sorted(history, key=id)
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    corrections = [step for step in steps if isinstance(step, Correction)]
    assert all(correction.delta and correction.note for correction in corrections)
    lowest, level = 0, 0
    for line in sorted(history, key=lambda line: (line.at, -line.delta)):
        level += line.delta
        lowest = min(lowest, level)
    added = sum(correction.delta for correction in corrections if correction.at != NOW)
    assert added == -lowest
    if lowest == 0 and level == stated:
        assert corrections == []


@given(LINES, st.integers(0, 20))
def test_histories_that_do_not_add_up_are_told_with_both_figures(history, stated):
    total = sum(line.delta for line in history)
    assert disagreement(history, stated) == (None if total == stated else (total, stated))


def test_of_one_instant_what_arrives_comes_first():
    history = [HistoryLine(START, -3, "use"), HistoryLine(START, 5, "receive")]
    assert [step.delta for step in replay(history, 2, NOW)] == [5, -3]


def test_a_correction_says_what_was_missing():
    (first, line, last) = replay([HistoryLine(START, -3, "use")], 4, NOW)
    assert (first.at, first.delta) == (START, 3)
    assert first.note == "the history takes 3 when 0 were there; 3 added so that it can be kept"
    assert line.delta == -3
    assert (last.at, last.delta) == (NOW, 4)
    assert last.note == "the history adds up to 0, the stated stock is 4"
