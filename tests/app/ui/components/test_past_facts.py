"""What a part or a device was on a past day: facts that no run saw then are said to be first seen later."""

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.ui.screen import literal

MADE, SEEN = datetime(2020, 1, 5, tzinfo=UTC), datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def _page(at, made, seen):
    from app.ui.components.past_facts import past_facts

    past_facts({"description": "LED", "valid_from": made, "observed_at": seen}, {"description": "Description"}, at)


def shown(at):
    return AppTest.from_function(_page, args=(at, MADE, SEEN), default_timeout=30).run()


@pytest.mark.parametrize(("at", "day"), [(MADE, "5 Jan 2020"), (SEEN - TICK, "1 Mar 2026")])
def test_before_a_run_saw_it_nobody_did_and_the_page_says_so(at, day):
    page = shown(at)
    assert literal(page.info[0].value) == (
        f"First seen 1 Mar 2026 08:30: no run saw what it was on {day}. It is taken to have been the same."
    )
    assert not page.caption


def test_from_then_on_the_version_says_since_when_it_held():
    page = shown(SEEN)
    assert [literal(caption.value) for caption in page.caption] == ["This version held from 5 Jan 2020 00:00."]
    assert not page.info
