"""Past imports, newest first; each was one batch and can be taken back as one."""

import streamlit as st

from app.models import Batch
from app.ui.components.plain_text import plain
from app.ui.components.undo_bar import take_back
from app.ui.local_time import clock_text, zone
from app.ui.resources import container, unit_of_work

SHOWN = 20


def past_imports() -> None:
    """Draw the latest imports with Undo."""
    st.subheader("Past imports", anchor=False)
    with unit_of_work() as work:
        batches, _ = work.batches.latest(kind="import", limit=SHOWN)
        last_words = [work.batches.last_word(batch) for batch in batches]
    if not batches:
        st.info("Nothing was imported yet.", icon=":material/upload_file:")
    for batch, (last, is_in_force) in zip(batches, last_words, strict=True):
        _line(batch, last, is_in_force=is_in_force)


def _line(batch: Batch, last: Batch, *, is_in_force: bool) -> None:
    when = clock_text(batch.created_at, container().clock()(), zone())
    text = f"**Batch {batch.id}** · {plain(batch.note or 'import')}  \n:small[{when} · {plain(batch.actor)}]"
    with st.container(horizontal=True, vertical_alignment="center", key=f"import-{batch.id}"):
        st.markdown(text, width="stretch")
        if not is_in_force:
            st.caption(f"taken back by batch {last.id}")
        elif st.button("Undo", key=f"undo-import-{batch.id}", type="tertiary", icon=":material/undo:"):
            take_back(last.id, f"import batch {batch.id}")
