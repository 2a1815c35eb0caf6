"""How the Today page shows one thing: a link to where it is dealt with, and a line about it."""

import streamlit as st

from app.ui.components.plain_text import plain, shorten
from app.ui.navigation import link

NAME_LENGTH = 60


def section(title: str, rows: int, nothing: str) -> None:
    """The title of some rows; where there are none, what that means."""
    st.subheader(title, anchor=False)
    if not rows:
        st.success(nothing, icon=":material/check:")


def linked_row(page: str, label: str, what: str, **query: str) -> None:
    """The link, and what there is to say below it."""
    with st.container(gap=None):
        link(page, label, **query)
        st.caption(plain(what))


def part_name(key: object, description: object) -> str:
    """A part as rows call it."""
    return f"{key} · {shorten(str(description), NAME_LENGTH)}"
