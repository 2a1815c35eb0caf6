"""A page of the journal: one line each, with Undo for the line and for its whole batch."""

from collections.abc import Sequence

import streamlit as st

from app.services.stock_history_service import HistoryLine, JournalFilter
from app.ui.components.errors import guarded
from app.ui.components.part.history import line_text, undo_buttons
from app.ui.counted import counted
from app.ui.local_time import clock_text, zone
from app.ui.navigation import link
from app.ui.resources import container, unit_of_work

LINES = 25
_KEY_PIXELS = 80
"""Four wide letters with the padding of a link, so that all lines begin at one edge."""
_PAGE = "journal-page"


def journal_lines(wanted: JournalFilter) -> None:
    """Draw the lines that pass the filter; a filter that names something unknown says so."""
    page = int(st.session_state.get(_PAGE, 1))
    with guarded():
        with unit_of_work() as work:
            lines, total = work.history.journal(wanted, limit=LINES, offset=(page - 1) * LINES)
        if not lines and total:  # a narrower filter has fewer pages
            st.session_state[_PAGE] = 1
            st.rerun()
        if not total:
            _nothing(is_filtered=wanted != JournalFilter())
            return
        _draw(lines)
        if total > LINES:
            st.pagination(-(-total // LINES), key=_PAGE, max_visible_pages=7)
        st.caption(f"{counted(total, 'line')} in the ledger, straight from the store")


def _nothing(*, is_filtered: bool) -> None:
    if is_filtered:
        st.info("No line of the ledger passes these filters; clear one of them.", icon=":material/filter_alt_off:")
    else:
        st.info(
            "The ledger is empty: receive stock on a part's page, or import what you have.", icon=":material/inbox:"
        )
        link("imports", "Import parts", icon="upload_file")


def _draw(lines: Sequence[HistoryLine]) -> None:
    now, where = container().clock()(), zone()
    offered: set[int] = set()
    for line in lines:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"journal-{line.id}"):
            with st.container(width=_KEY_PIXELS):
                link("part", line.part_key, part=line.part_key)
            with st.container(key=f"journal-text-{line.id}"):
                st.markdown(line_text(line, clock_text(line.occurred_at, now, where)))
            undo = undo_buttons(line, offered)
        if undo is not None:
            undo()
