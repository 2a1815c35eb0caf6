"""How much there is, as the store stands now."""

import streamlit as st

from app.ui.navigation import link
from app.ui.resources import unit_of_work


def store_counts() -> bool:
    """Draw the counts and say whether there is anything to count; an empty store says how to fill it."""
    with unit_of_work() as work:
        counts = work.dashboard.counts()
    if not counts.parts and not counts.boxes:
        st.info("The store is empty. Import what you have, or start with `binsight demo`.", icon=":material/inbox:")
        link("imports", "Import parts", icon="upload_file")
        return False
    figures = {
        "Parts": counts.parts,
        "Pieces in stock": counts.units,
        "Boxes": counts.boxes,
        "Changes in 7 days": counts.changes_7d,
        "Changes in 30 days": counts.changes_30d,
    }
    with st.container(horizontal=True, gap="medium"):
        for label, value in figures.items():
            st.metric(label, f"{value:,}", width="content")
    return True
