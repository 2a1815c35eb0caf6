"""Imports that were begun: resume one, or discard it."""

from datetime import datetime

import streamlit as st

from app.domain.importing.answers import Answers
from app.models import ImportDraft
from app.ui.components.errors import guarded
from app.ui.components.importing.files import TABS, ChosenFile, resume
from app.ui.components.plain_text import plain
from app.ui.components.undo_bar import remember
from app.ui.local_time import clock_text, zone
from app.ui.resources import container, unit_of_work

SHOWN = 20


def begun_imports() -> None:
    """Draw the drafts, latest first; nothing when there are none."""
    with unit_of_work() as work:
        drafts, total = work.import_drafts.latest(limit=SHOWN)
    if not drafts:
        return
    st.subheader("Begun imports", anchor=False)
    now = container().clock()()
    for draft in drafts:
        _line(draft, now)
    if total > len(drafts):
        st.caption(f"and {total - len(drafts)} older ones")


def _line(draft: ImportDraft, now: datetime) -> None:
    when, end = (clock_text(moment, now, zone()) for moment in (draft.updated_at, draft.expires_at))
    about = f"{TABS[draft.format]} · {when} · {plain(draft.actor)} · kept until {end}"
    with st.container(horizontal=True, vertical_alignment="center", key=f"draft-{draft.id}"):
        st.markdown(f"**{plain(draft.filename)}**  \n:small[{about}]", width="stretch")
        resumed = st.button("Resume", key=f"resume-{draft.id}", icon=":material/play_arrow:")
        discarded = st.button("Discard", key=f"discard-{draft.id}", type="tertiary", icon=":material/delete:")
    if resumed:
        with guarded():
            _resume(draft.id)
    if discarded:
        with guarded():
            _discard(draft)


def _resume(draft_id: int) -> None:
    with unit_of_work() as work:
        draft = work.import_drafts.get(draft_id)
        data = work.import_drafts.content(draft)
    answers = Answers(**draft.answers)
    resume(draft.format, ChosenFile(draft.filename, data, f"draft-{draft.id}", answers, is_resumed=True))
    st.rerun()


def _discard(draft: ImportDraft) -> None:
    with unit_of_work() as work:
        batch_id = work.import_drafts.discard(draft.id)
    remember(batch_id, f"Discarded the draft of {draft.filename}")
    st.rerun()
