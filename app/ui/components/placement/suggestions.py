"""The best slot of every part by one method, with reasons and what it saves."""

import polars as pl
import streamlit as st

from app.ui.components.tables import linked_table, number, text
from app.ui.components.why import why
from app.ui.counted import counted
from app.ui.snapshot_reads import best_slots
from app.warehouse.snapshot import Snapshot

METHODS = {
    "same_type_first": "Same type first",
    "usage_sorted": "Most used nearest",
}
FIGURES = {"saving a month": "saving_m_per_month", "score": "score", "reasons": "reasons"}
EXPLAINED = {
    "same_type_first": "A free slot in a box that holds the category, then in one meant for it, then the first one.",
    "usage_sorted": "The parts used most get the slots nearest to the bench.",
}


def suggestions(snapshot: Snapshot) -> None:
    """Draw the suggestions that pass the reader's filters."""
    method = st.segmented_control(
        "Method",
        list(METHODS),
        format_func=METHODS.__getitem__,
        default="usage_sorted",
        required=True,
        key="method",
        bind="query-params",
    )
    st.caption(EXPLAINED[method])
    found = best_slots(snapshot.id, method)
    if found.is_empty():
        st.info("No suggestion: every slot is taken or locked, or there are no parts yet.", icon=":material/pin_drop:")
        return
    shown = _filtered(found)
    st.caption(_count_text(shown))
    if not shown.is_empty():
        _table(shown, method)
        slots = [{"method": method, "part_key": part, "rank": 1} for part in shown["part_key"]]
        why(snapshot, "marts.placement_suggestion_v1", slots, FIGURES, key=f"suggestions-{method}")


def _filtered(found: pl.DataFrame) -> pl.DataFrame:
    types = found["type_name"].drop_nulls().unique().sort().to_list()
    left, right = st.columns(2)
    with left:
        kind = st.selectbox("Type", types, index=None, placeholder="all types", key="type", bind="query-params")
    with right:
        least = st.number_input(
            "Saves at least, m a month", min_value=0, value=0, step=10, key="saving", bind="query-params"
        )
    shown = found if kind is None else found.filter(pl.col("type_name") == kind)
    return shown.filter(pl.col("saving_m_per_month") >= least) if least else shown


def _count_text(shown: pl.DataFrame) -> str:
    if shown.is_empty():
        return "No suggestion passes these filters; choose another type or a smaller saving."
    return (
        f"{counted(shown.height, 'part')}, each judged alone: two may be offered the same slot. Click a row to open it."
    )


def _table(shown: pl.DataFrame, method: str) -> None:
    columns = {
        "part_key": text("Part", width=60),
        "description": text("Description", width=165),
        "lies_at": text("Lies in", width=70),
        "location": text("Suggested", width=80),
        "saving_m_per_month": number("Saves, m a month", width=125),
        "why": text("Why", width=310),
        "type_name": text("Type"),
    }
    linked_table(shown, columns, key=f"suggestions-{method}", page="part", lines=2, part="part_key")
