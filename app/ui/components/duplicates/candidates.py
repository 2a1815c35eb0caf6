"""The pairs that may be the same, most suspicious first; a click shows both."""

import polars as pl
import streamlit as st

from app.ui.components.tables import linked_table, share, text
from app.ui.resources import unit_of_work

SHOWN = 200


def candidates() -> None:
    """Draw the list, or that there is nothing to do."""
    with unit_of_work() as work:
        state = work.duplicates.state()
    found = _found(state)
    if found.is_empty():
        st.info("No two parts look like the same thing.", icon=":material/check:")
        return
    st.caption(
        f"The {found.height} most suspicious pairs. Nothing is merged by itself: click a pair to compare both parts."
        if found.height >= SHOWN
        else "Nothing is merged by itself: click a pair to compare both parts."
    )
    columns = {
        "first": text("Part", width=60),
        "first_description": text("Description", width=190),
        "second": text("Like", width=60),
        "second_description": text("Its description", width=190),
        "score": share("Likeness", width=110, help_text="90 % and more: nothing speaks against it"),
        "reasons": text("Why", width=205),
    }
    linked_table(found, columns, key="candidates", page="duplicates", lines=2, first="first", second="second")


@st.cache_data(max_entries=2, show_spinner="Comparing all parts ...")
def _found(state: str) -> pl.DataFrame:  # noqa: ARG001 - the catalogue's state is what the answer is kept for
    with unit_of_work() as work:
        pairs, _ = work.duplicates.find(limit=SHOWN)
    rows = [
        {
            "first": pair.candidate.first,
            "first_description": pair.first_description,
            "second": pair.candidate.second,
            "second_description": pair.second_description,
            "score": pair.candidate.score,
            "reasons": ", ".join(pair.candidate.reasons),
        }
        for pair in pairs
    ]
    return pl.DataFrame(rows)
