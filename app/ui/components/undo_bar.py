"""After every write: what was done, in words, with Undo beside it, until the next write."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from app.services.undo_service import UndoResult
from app.services.unit_of_work import UnitOfWork
from app.ui.components.errors import guarded
from app.ui.components.plain_text import plain
from app.ui.resources import unit_of_work
from app.ui.shortcuts import UNDO

_LAST = "last-change"
_WRITES = "writes"
_LEFT_NAMED = 3


@dataclass(frozen=True)
class LastChange:
    """The batch of the session's latest write, what was written in words, and whether the batch took it back.

    `left` names what an undo could not take back and left in place.
    """

    batch_id: int
    message: str
    is_undo: bool = False
    left: tuple[str, ...] = ()


def remember(batch_id: int, message: str) -> None:
    """Offer to undo this write from now on, in place of the one before."""
    _keep(LastChange(batch_id, message))


def writes() -> int:
    """How often this session has written so far; taking a write back is one, too."""
    return int(st.session_state.get(_WRITES, 0))


def undo_bar() -> None:
    """Draw the bar; nothing when this session has not written yet."""
    change: LastChange | None = st.session_state.get(_LAST)
    if change is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="undo-bar"):
        st.markdown(plain(_told(change)), width="content")
        label, icon = ("Redo", "redo") if change.is_undo else ("Undo", "undo")
        clicked = st.button(label, key="undo-last", icon=f":material/{icon}:", shortcut=UNDO)
    if clicked:
        take_back(change.batch_id, change.message, is_redo=change.is_undo)


def take_back(batch_id: int, message: str, *, is_redo: bool = False) -> None:
    """Undo a batch and draw the page anew; a refusal is shown here and changes nothing.

    `message` says what was written; with `is_redo` the batch is an undo, so that it is written again.
    """
    _undo(lambda work: work.undo.undo(batch_id), message, is_undo=not is_redo)


def take_line_back(movement_id: int, message: str) -> None:
    """Undo one line of the ledger and draw the page anew; a refusal is shown here and changes nothing."""
    _undo(lambda work: work.undo.undo_line(movement_id), message, is_undo=True)


def _undo(action: Callable[[UnitOfWork], UndoResult], message: str, *, is_undo: bool) -> None:
    with guarded():
        with unit_of_work() as work:
            result = action(work)
        _keep(LastChange(result.undo_batch, message, is_undo, result.left))
        st.rerun()


def _keep(change: LastChange) -> None:
    st.session_state[_LAST] = change
    st.session_state[_WRITES] = writes() + 1


def _told(change: LastChange) -> str:
    more = f"; and {len(change.left) - _LEFT_NAMED} more" if len(change.left) > _LEFT_NAMED else ""
    kept = f" (left in place: {'; '.join(change.left[:_LEFT_NAMED])}{more})" if change.left else ""
    return f"{'Taken back: ' if change.is_undo else ''}{change.message}{kept}"
