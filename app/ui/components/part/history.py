"""The ledger of a part, newest first; a line, or the batch it belongs to, can be taken back."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from app.services.stock_history_service import HistoryLine
from app.ui.components.plain_text import plain
from app.ui.components.undo_bar import take_back, take_line_back
from app.ui.counted import counted
from app.ui.local_time import clock_text, zone
from app.ui.resources import container, unit_of_work

LINES = 10
_VERBS = {
    "receive": "received into",
    "use": "used from",
    "pick": "picked from",
    "scrap": "scrapped from",
    "repair": "used for a repair from",
    "move_out": "moved out of",
    "move_in": "moved into",
    "count": "counted in",
    "adjust": "adjusted in",
    "import": "imported into",
    "undo": "taken back at",
}


def part_history(part_key: str) -> None:
    """Draw a page of the history with its Undo buttons."""
    st.subheader("History", anchor=False)
    page = int(st.session_state.get(_page_key(part_key), 1))
    with unit_of_work() as work:
        lines, total = work.history.of_part(part_key, limit=LINES, offset=(page - 1) * LINES)
    if not total:
        st.info("Nothing has happened to this part yet.", icon=":material/history:")
        return
    _lines(lines)
    if total > LINES:
        st.pagination(-(-total // LINES), key=_page_key(part_key), max_visible_pages=5)
    st.caption(f"{counted(total, 'line')} in the ledger, straight from the store")


def deed(line: HistoryLine) -> str:
    """What a line did, and where: *+3 received into 7-3*."""
    return f"{line.delta:+,} {_VERBS[line.reason]} {line.location}"


def line_text(line: HistoryLine, when: str) -> str:
    """One line as Markdown: what, where, the level after it, when, who and why."""
    what = f"**{line.delta:+,}** {_VERBS[line.reason]} {line.location}, {line.level_after:,} left"
    said = " · ".join(plain(text) for text in (line.actor, line.reference, line.note) if text)
    undone = " · *taken back later*" if line.is_undone else ""
    return f"{what}  \n:small[{when} · batch {line.batch_id} · {said}{undone}]"


def undo_buttons(line: HistoryLine, offered: set[int]) -> Callable[[], None] | None:
    """Draw the undos worth offering for a line; answers what to do when one was clicked.

    `offered` holds the batches whose button stands on the page already: a batch of many lines has one.
    """
    wanted: Callable[[], None] | None = None
    if line.can_undo_line and st.button("Undo line", key=f"undo-line-{line.id}", type="tertiary"):
        wanted = partial(take_line_back, line.id, f"{line.part_key}: {deed(line)}")
    if line.can_undo_batch and line.batch_id not in offered:
        offered.add(line.batch_id)
        if st.button(f"Undo batch {line.batch_id}", key=f"undo-batch-{line.id}", type="tertiary"):
            wanted = partial(take_back, line.batch_id, f"batch {line.batch_id} ({line.part_key}: {deed(line)})")
    return wanted


def _lines(lines: Sequence[HistoryLine]) -> None:
    now, where = container().clock()(), zone()
    offered: set[int] = set()
    for line in lines:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"line-{line.id}"):
            st.markdown(line_text(line, clock_text(line.occurred_at, now, where)), width="stretch")
            undo = undo_buttons(line, offered)
        if undo is not None:
            undo()


def _page_key(part_key: str) -> str:
    return f"history-page-{part_key}"
