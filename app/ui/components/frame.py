"""What every page has: title, trust line, the run in progress, and Undo for the last write."""

from datetime import timedelta

import streamlit as st

from app.ui.components.plain_text import plain
from app.ui.components.run_progress import run_progress, start_button
from app.ui.components.trust import Trust, failure_text, judge
from app.ui.components.undo_bar import undo_bar
from app.ui.local_time import zone
from app.ui.navigation import go, page_file
from app.ui.resources import container, current_snapshot, latest_failure, settings
from app.ui.shortcuts import SEARCH
from app.warehouse.snapshot import Snapshot

SEARCH_TITLE = "Find"
"""The page that needs no way to itself."""
_FACES = {
    "good": ("check_circle", "gray"),
    "old": ("schedule", "orange"),
    "held": ("front_hand", "red"),
    "failed": ("error", "red"),
}


def page_frame(title: str) -> Snapshot | None:
    """Draw the frame; returns the snapshot in force, None when nothing has been published yet."""
    _title(title)
    snapshot = current_snapshot()
    # One place however much it holds: what comes and goes in it must not move the page below, or an open tab closes.
    with st.container(key="page-frame"):
        if snapshot is None:
            _nothing_yet()
        else:
            _trust_line(_judged(snapshot))
        run_progress()
        undo_bar()
    return snapshot


def _title(title: str) -> None:
    """The title, and beside it the way to the search box from every page."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(title, anchor=False, width="stretch")
        wanted = title != SEARCH_TITLE and st.button(
            "Search", key="go-find", icon=":material/search:", type="tertiary", shortcut=SEARCH
        )
    if wanted:
        go("find")


def _nothing_yet() -> None:
    st.page_link(page_file("health"), label=":orange[Nothing has been published yet]", icon=":material/schedule:")
    failure = latest_failure(None)
    if failure is not None:
        _meaning(failure_text(failure, container().clock()(), zone()), "red")


def nothing_published(what: str) -> None:
    """The face of a page, or a part of one, that needs a snapshot and has none; `what` it would show."""
    with st.container(border=True):
        st.markdown(f"**Nothing has been published yet, so there is no {what} to show.**")
        st.markdown("The pipeline reads the store, computes usage, placement and the fleet, and publishes the result.")
        start_button(f"start-{what}")


def _judged(snapshot: Snapshot) -> Trust:
    freshness = timedelta(minutes=settings().freshness_minutes)
    return judge(snapshot.manifest, container().clock()(), freshness, zone(), latest_failure(snapshot))


def _trust_line(trust: Trust) -> None:
    icon, colour = _FACES[trust.state]
    st.page_link(page_file("health"), label=f":{colour}[{trust.text}]", icon=f":material/{icon}:")
    if trust.meaning:
        _meaning(trust.meaning, colour)


def _meaning(sentence: str, colour: str) -> None:
    st.markdown(f":small[:{colour}[{plain(sentence)}]]")  # a caption is too pale to be read in a colour
