"""The face of the Part page without a part in its address."""

import streamlit as st

from app.ui.components.part.new import new_part
from app.ui.components.plain_text import plain
from app.ui.navigation import go, link


def part_choice() -> None:
    """Ask for a key; anything else is looked for on the page Find, and what is not there is made here."""
    wanted = st.text_input("Which part?", placeholder="four letters, such as QRST", key="wanted-part").strip()
    if not wanted:
        st.info("Type a part's key, or search by description, value or slot.", icon=":material/search:")
        link("find", "Open Find", icon="search")
    elif len(wanted) == 4 and wanted.isascii() and wanted.isalpha():
        go("part", part=wanted.upper())
    else:
        st.markdown(f"{plain(wanted[:60])} is not a part's key.")
        link("find", f"Search for {wanted[:60]}", icon="search", q=wanted)
    new_part()
