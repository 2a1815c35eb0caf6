"""A chart under the sentence it shows; the sentence is also what a screen reader says."""

from typing import Any

import altair as alt
import streamlit as st

from app.ui.components.plain_text import plain


def show_chart(message: str, chart: alt.Chart | alt.LayerChart, *, select: str | None = None) -> Any:
    """Draw `chart` under `message`, as wide as the page allows; with a key in `select`, returns what was clicked."""
    st.markdown(f"**{plain(message)}**")
    if select is None:
        st.altair_chart(chart, alt=message)
        return None
    return st.altair_chart(chart, alt=message, key=select, on_select="rerun")["selection"]
