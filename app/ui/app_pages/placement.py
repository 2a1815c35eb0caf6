"""Placement: a plan of moves, where each part should live, and how far each category is scattered."""

import streamlit as st

from app.ui.charts.spread import CATEGORIES_SHOWN, spread_chart, spread_message
from app.ui.components.chart import show_chart
from app.ui.components.database_away import unless_database_is_away
from app.ui.components.frame import nothing_published, page_frame
from app.ui.components.placement.outcomes import outcomes_section
from app.ui.components.placement.plan import plan_section
from app.ui.components.placement.suggestions import suggestions
from app.ui.components.placement.weights import weights_section
from app.ui.components.why import why
from app.ui.snapshot_reads import category_spread

snapshot = page_frame("Placement")
if snapshot is None:
    nothing_published("suggestion")
else:
    plan_section(snapshot)
    with unless_database_is_away("What counts in a plan"):
        weights_section()
    with unless_database_is_away("What applied plans brought"):
        outcomes_section(snapshot)
    st.subheader("Single suggestions", anchor=False)
    suggestions(snapshot)
    st.subheader("How far categories are scattered", anchor=False)
    spread = category_spread(snapshot.id)
    if spread.is_empty():
        st.info("No part with a type is in stock yet.", icon=":material/category:")
    else:
        show_chart(spread_message(spread), spread_chart(spread))
        if spread.height > CATEGORIES_SHOWN:
            st.caption(f"The {CATEGORIES_SHOWN} most scattered of {spread.height} categories.")
        figures = {"boxes": "boxes", "share in the main box": "main_box_share", "used in 90 days": "used_90d"}
        why(snapshot, "marts.category_spread_v1", spread.select("type_name").to_dicts(), figures, key="spread")
