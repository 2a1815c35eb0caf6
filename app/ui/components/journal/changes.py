"""Every change of anything, newest first: who made it and when, with Undo for each."""

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from app.models import Batch
from app.services.batch_reader import BatchRow
from app.ui.addresses import write_address
from app.ui.components.journal.views import LINES, VIEW
from app.ui.components.plain_text import plain
from app.ui.components.undo_bar import take_back
from app.ui.counted import counted
from app.ui.local_time import clock_text, zone
from app.ui.navigation import link
from app.ui.resources import container, unit_of_work

PER_PAGE = 25
_PAGE = "changes-page"
_UNDOS = {"undo", "undo_line"}
"""Kinds of batches that took something back: undoing one does that again."""


def all_changes() -> None:
    """Draw a page of changes, of stock and of every other record."""
    page = int(st.session_state.get(_PAGE, 1))
    with unit_of_work() as work:
        rows, total = work.batch_reader.page(limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    if not total:
        st.info("Nothing was changed yet: import what you have, or create a box and a part.", icon=":material/inbox:")
        link("imports", "Import parts", icon="upload_file")
        return
    now, where = container().clock()(), zone()
    for row in rows:
        _change(row, now, where)
    if total > PER_PAGE:
        st.pagination(-(-total // PER_PAGE), key=_PAGE, max_visible_pages=7)
    st.caption(f"{counted(total, 'change')}, straight from the store")


def _change(row: BatchRow, now: datetime, where: ZoneInfo) -> None:
    batch = row.batch
    said = " · ".join(plain(text) for text in (batch.kind, batch.actor, batch.reference) if text)
    when = clock_text(batch.created_at, now, where)
    is_redo = batch.kind in _UNDOS
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"change-{batch.id}"):
        with st.container(key=f"change-text-{batch.id}"):
            st.markdown(f"{plain(_deed(row))}  \n:small[{when} · batch {batch.id} · {said}]")
        if row.part_count:
            st.button(
                "Stock lines", key=f"lines-of-{batch.id}", type="tertiary", on_click=_show_lines, args=(batch.id,)
            )
        clicked = _undo_button(row, "Redo" if is_redo else "Undo")
    if clicked:
        take_back(batch.id, f"batch {batch.id} ({_deed(row)})", is_redo=is_redo)


def _show_lines(batch_id: int) -> None:
    """Turn to the other tab; a link to the page one is on would leave the tab as it is."""
    st.session_state[VIEW] = LINES
    write_address(batch=batch_id)


def _undo_button(row: BatchRow, label: str) -> bool:
    """The button, or why there is none; what else stands in the way the service says when it is asked."""
    if row.undone_by is not None:
        st.caption(f"batch {row.undone_by} took it back", width="content")
    elif not row.can_undo:
        st.caption("demo data, which stays", width="content")
    else:
        return st.button(label, key=f"undo-change-{row.batch.id}", type="tertiary")
    return False


def _deed(row: BatchRow) -> str:
    """What was done: as it was noted, else the batch taken back, else whose stock it was."""
    batch: Batch = row.batch
    if batch.note:
        return batch.note
    if batch.undoes_batch_id is not None:
        return f"Took batch {batch.undoes_batch_id} back"
    if row.first_part is None:
        return batch.kind
    others = f" and {counted(row.part_count - 1, 'other part')}" if row.part_count > 1 else ""
    return f"{batch.kind}: {row.first_part}{others}"
