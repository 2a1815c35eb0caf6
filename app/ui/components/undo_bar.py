"""After every write: what was done, in words, with Undo beside it, until the next write."""

from dataclasses import dataclass

import streamlit as st

from app.ui.components.errors import guarded
from app.ui.components.plain_text import plain
from app.ui.resources import unit_of_work

_LAST = "last-change"


@dataclass(frozen=True)
class LastChange:
    """The batch of the session's latest write and what it did."""

    batch_id: int
    message: str
    is_undo: bool = False


def remember(batch_id: int, message: str) -> None:
    """Offer to undo this write from now on, in place of the one before."""
    st.session_state[_LAST] = LastChange(batch_id, message)


def undo_bar() -> None:
    """Draw the bar; nothing when this session has not written yet."""
    change: LastChange | None = st.session_state.get(_LAST)
    if change is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="undo-bar"):
        st.markdown(plain(change.message), width="content")
        label, icon = ("Redo", "redo") if change.is_undo else ("Undo", "undo")
        clicked = st.button(label, key="undo-last", icon=f":material/{icon}:", shortcut="Alt+Z")
    if clicked:
        take_back(change.batch_id, change.message)


def take_back(batch_id: int, message: str) -> None:
    """Undo a batch and draw the page anew; a refusal is shown here and changes nothing."""
    with guarded():
        with unit_of_work() as work:
            result = work.undo.undo(batch_id)
        st.session_state[_LAST] = LastChange(result.undo_batch, _told(message, result.left), is_undo=True)
        st.rerun()


def _told(message: str, left: tuple[str, ...]) -> str:
    kept = f" (left in place: {'; '.join(left[:3])})" if left else ""
    return f"Taken back: {message}{kept}"
