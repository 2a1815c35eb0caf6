"""The pairs that people found to be different things; a click shows both, where that can be taken back."""

import polars as pl
import streamlit as st

from app.ui.components.tables import linked_table, text
from app.ui.counted import counted
from app.ui.local_time import clock_text, zone
from app.ui.resources import container, unit_of_work

SHOWN = 200


def dismissed() -> None:
    """Draw the list, folded away; nothing when nothing was decided yet."""
    with unit_of_work() as work:
        rows, total = work.dismissals.list(limit=SHOWN)
    if not rows:
        return
    now, where = container().clock()(), zone()
    frame = pl.DataFrame(
        {
            "first": [row.first for row in rows],
            "first_description": [row.first_description for row in rows],
            "second": [row.second for row in rows],
            "second_description": [row.second_description for row in rows],
            "note": [row.note for row in rows],
            "when": [clock_text(row.created_at, now, where) for row in rows],
        },
        schema_overrides={"note": pl.String},
    )
    with st.expander(f"{counted(total, 'pair')} found to be different", icon=":material/block:"):
        st.caption("These are no longer offered. Click a pair to compare both parts or to offer it again.")
        columns = {
            "first": text("Part", width="small"),
            "first_description": text("Description"),
            "second": text("Not the same as"),
            "second_description": text("Its description"),
            "note": text("Why"),
            "when": text("Decided"),
        }
        linked_table(frame, columns, key="dismissed", page="duplicates", first="first", second="second")
        if total > SHOWN:
            st.caption(f"The latest {SHOWN} are shown.")
