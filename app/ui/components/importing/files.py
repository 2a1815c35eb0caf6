"""The file that an import is about: one that is uploaded now, or a draft that was begun before."""

from dataclasses import dataclass, field

import streamlit as st

from app.domain.importing.answers import Answers
from app.exceptions import BinsightError
from app.ui.components.plain_text import plain
from app.ui.resources import settings, unit_of_work

TABLE_TYPES = ["csv", "tsv", "txt", "xlsx"]
PREFIXES = {"csv": "table", "bom": "bom"}
"""What the keys of a format's fields begin with."""
TABS = {"csv": "Table of parts", "bom": "Bill of materials"}
_TAB = "imports-tab"


@dataclass(frozen=True)
class ChosenFile:
    """A file in this session under an id of its own; of a resumed draft also what was answered before."""

    name: str
    data: bytes
    id: str
    answers: Answers = field(default_factory=Answers)
    is_resumed: bool = False


def choose_file(source_format: str, label: str, hint: str) -> ChosenFile | None:
    """Draw the uploader, or the draft that is resumed with a way to close it; None when there is no file."""
    prefix = PREFIXES[source_format]
    resumed: ChosenFile | None = st.session_state.get(f"{prefix}-resumed")
    if resumed is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"Resumed: **{plain(resumed.name)}**", width="stretch")
            if st.button("Close", key=f"{prefix}-close", icon=":material/close:", help="The draft stays."):
                close(source_format)
                st.rerun()
        return resumed
    file = st.file_uploader(
        label, type=TABLE_TYPES, key=f"{prefix}-file", max_upload_size=max(1, settings().max_upload_bytes // 1_048_576)
    )
    if file is None:
        st.caption(hint)
        return None
    return ChosenFile(file.name, file.getvalue(), file.file_id)


def first_tab() -> str:
    """The tab to show: that of the draft resumed last."""
    return str(st.session_state.get(_TAB, TABS["csv"]))


def resume(source_format: str, file: ChosenFile) -> None:
    """Make a draft the file of its format from the next run on."""
    st.session_state[f"{PREFIXES[source_format]}-resumed"] = file
    st.session_state[_TAB] = TABS[source_format]


def close(source_format: str) -> None:
    """Let go of the draft that is resumed, if any; what is stored stays."""
    st.session_state.pop(f"{PREFIXES[source_format]}-resumed", None)


def keep(source_format: str, file: ChosenFile, answers: Answers) -> None:
    """Keep the file and the answers as a draft, whenever they changed; where that fails the import goes on."""
    marker = f"{PREFIXES[source_format]}-kept"
    if st.session_state.get(marker) == (file.id, answers):
        return
    try:
        with unit_of_work() as work:
            work.import_drafts.keep(source_format, file.name, file.data, answers)
    except BinsightError as error:
        st.caption(plain(f"It cannot be resumed another day: {error.message}"))
    else:
        st.session_state[marker] = (file.id, answers)
