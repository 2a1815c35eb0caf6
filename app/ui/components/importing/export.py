"""Download any list of the store."""

from collections.abc import Callable

import streamlit as st

from app.services.container import Container
from app.services.exports.formats import FORMATS
from app.services.exports.lists import LISTS
from app.ui.resources import container


def export_lists() -> None:
    """Draw the choice of list and format, and the button; the file is made when it is asked for."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("List", list(LISTS), format_func=lambda key: LISTS[key].title, key="export-list")
        written = st.selectbox("Format", list(FORMATS), format_func=str.upper, key="export-format")
        st.download_button(
            "Download",
            _reader(container(), name, written),
            file_name=f"{name}.{FORMATS[written].suffix}",
            mime=FORMATS[written].media_type,
            key="export-download",
            icon=":material/download:",
            on_click="ignore",
        )
    st.caption("In CSV, texts that a spreadsheet would run as formulas carry a quote; importing takes it off again.")


def _reader(shared: Container, name: str, written: str) -> Callable[[], bytes]:
    """Reads the list when it is asked for, on a thread that knows no session."""

    def read() -> bytes:
        with shared.unit_of_work(actor="export") as work:
            return b"".join(work.exports.stream(name, written))

    return read
