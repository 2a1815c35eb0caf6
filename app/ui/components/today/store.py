"""The store as it stands now: how full the boxes are, what the parts are, and which have no document."""

from collections.abc import Sequence

import streamlit as st

from app.models import Part, PartType
from app.services.box_reader import BoxRow
from app.ui.components.today.rows import linked_row, part_name
from app.ui.counted import counted
from app.ui.navigation import link
from app.ui.resources import unit_of_work

ROWS = 5


def store_overview() -> None:
    """Draw the fullest boxes, the largest types and parts without documents."""
    with unit_of_work() as work:
        boxes = work.dashboard.storage()
        types = [(type_, count) for type_, count in work.dashboard.categories() if count]
        undocumented, in_all = work.dashboard.without_documents(limit=ROWS)
    left, middle, right = st.columns(3, gap="large")
    with left:
        _boxes(boxes)
    with middle:
        _types(types)
    with right:
        _undocumented(undocumented, in_all)


def _boxes(boxes: Sequence[BoxRow]) -> None:
    st.subheader("Boxes", anchor=False)
    occupied, capacity = sum(row.occupied for row in boxes), sum(row.capacity for row in boxes)
    st.caption(f"{occupied:,} of {counted(capacity, 'slot')} in use; the fullest boxes first.")
    for row in sorted(boxes, key=lambda row: (-row.usage_percent, row.box.box_no))[:ROWS]:
        used = f"{row.usage_percent:.0f} % full, {row.occupied:,} of {counted(row.capacity, 'slot')}"
        linked_row("boxes", f"Box {row.box.box_no} · {row.box.description}", used, box=str(row.box.box_no))
    link("boxes", "All boxes", icon="grid_view")


def _types(types: Sequence[tuple[PartType, int]]) -> None:
    st.subheader("Types", anchor=False)
    if not types:
        st.caption("No part has a type yet.")
    for type_, count in types[:ROWS]:
        linked_row("types", type_.name, counted(count, "part"))
    if len(types) > ROWS:
        st.caption(f"and {counted(len(types) - ROWS, 'more type')} with parts.")
    link("types", "All types", icon="sell")


def _undocumented(parts: Sequence[Part], count: int) -> None:
    st.subheader("Without documents", anchor=False)
    if not count:
        st.caption("Every part has a document.")
        return
    st.caption(f"{counted(count, 'part')} without a data sheet or picture; add one on the page of the part.")
    for part in parts:
        link("part", part_name(part.key, part.description), part=part.key)
