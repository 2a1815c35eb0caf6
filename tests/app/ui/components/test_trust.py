"""The trust line: good, old, failed, and in whose time zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.ui.components.trust import failure_text, judge
from app.ui.local_time import age_text, clock_text
from app.warehouse.manifest import CheckOutcome, Manifest
from app.warehouse.run_failure import RunFailure

pytestmark = pytest.mark.integration

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)


def manifest(age, *statuses):
    outcomes = [CheckOutcome(f"check {n}", "core.part_v1", status, "said") for n, status in enumerate(statuses)]
    return Manifest("id", NOON - age, "0123456789abcdef", "code", {}, {}, outcomes)


def test_fresh_and_passed_is_good_in_the_readers_time_zone():
    trust = judge(manifest(timedelta(minutes=12), "passed", "passed"), NOON, DAY, BERLIN)
    assert (trust.state, trust.meaning) == ("good", "")
    assert trust.text == "Data as of 12:48 (12 min ago) · 2 checks passed · run 01234567"


def test_exactly_as_old_as_promised_is_still_good_and_a_second_more_is_old():
    assert judge(manifest(DAY), NOON, DAY, BERLIN).state == "good"
    late = judge(manifest(DAY + timedelta(seconds=1)), NOON, DAY, BERLIN)
    assert late.state == "old"
    assert late.meaning == "Older than the promised 24 h; run the pipeline in Data health."


def test_a_failed_check_outweighs_age_and_is_counted():
    trust = judge(manifest(3 * DAY, "passed", "failed", "warned"), NOON, DAY, BERLIN)
    assert trust.state == "failed"
    assert "· 1 of 3 checks failed ·" in trust.text
    assert "may be wrong" in trust.meaning


def test_a_run_that_failed_since_is_named_with_what_it_means():
    failure = RunFailure("r", NOON - timedelta(minutes=5), ["core.part_v1: a key repeats.", "marts__x: no memory"])
    trust = judge(manifest(timedelta(hours=1), "passed"), NOON, DAY, BERLIN, failure)
    assert trust.state == "held"
    assert trust.meaning == (
        "The latest run (12:55) published nothing: core.part_v1: a key repeats (and 1 other problem). "
        "Figures are from 12:00."
    )
    assert judge(manifest(timedelta(minutes=6), "failed"), NOON, DAY, BERLIN, failure).state == "failed"


def test_a_run_that_failed_without_a_word_says_so():
    assert "it ended without a word" in failure_text(RunFailure("r", NOON, []), NOON, BERLIN)


def test_a_long_problem_is_cut_at_a_word_because_every_page_shows_it():
    said = failure_text(RunFailure("r", NOON, ["a table lost all of its rows " * 20, "other"]), NOON, BERLIN)
    assert len(said) < 220
    assert said.endswith("a table lost all of … (and 1 other problem).")
    assert failure_text(RunFailure("r", NOON, ["a table lost " * 20]), NOON, BERLIN).endswith("lost a table …")


def test_warnings_are_named_beside_what_passed():
    trust = judge(manifest(timedelta(), "passed", "warned"), NOON, DAY, BERLIN)
    assert "· 1 of 2 checks warned ·" in trust.text


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (datetime(2026, 3, 5, 8, 5, tzinfo=UTC), "09:05"),
        (datetime(2026, 3, 4, 23, 30, tzinfo=UTC), "00:30"),
        (datetime(2026, 3, 4, 22, 30, tzinfo=UTC), "4 Mar 23:30"),
        (datetime(2025, 12, 31, 22, 59, tzinfo=UTC), "31 Dec 2025 23:59"),
        (datetime(2025, 12, 31, 23, 0, tzinfo=UTC), "1 Jan 00:00"),
    ],
)
def test_a_clock_says_only_what_differs_from_today_here(instant, text):
    assert clock_text(instant, NOON, BERLIN) == text


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (timedelta(seconds=-5), "0 min"),
        (timedelta(seconds=59), "0 min"),
        (timedelta(minutes=119), "119 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=47, minutes=59), "47 h"),
        (timedelta(days=2), "2 days"),
    ],
)
def test_an_age_has_one_unit(age, text):
    assert age_text(age) == text
