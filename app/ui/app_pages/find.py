"""Find: one box for everything - parts by key, value or words, boxes, slots, kits, devices; `?q=` can be shared."""

import streamlit as st

from app.ui.components.find_results import find_results
from app.ui.components.frame import SEARCH_TITLE, page_frame

# Run once when the page opens, so that one can type right after Ctrl+K; Streamlit itself cannot focus a field.
FOCUS = "<script>document.querySelector('.st-key-q input')?.focus()</script>"

page_frame(SEARCH_TITLE)
query = st.text_input(
    "What are you looking for?",
    key="q",
    bind="query-params",
    type="search",
    live=True,
    placeholder="ABCD, 7-3, 4k7, 100nF, temperature sensor, device key ...",
)
st.html(FOCUS, unsafe_allow_javascript=True)
find_results(query or "")
