"""Today: what runs out, what is broken, what waits for me, and whether the numbers can be trusted."""

import streamlit as st

from app.ui.components.frame import nothing_published, page_frame
from app.ui.components.today.attention import what_is_broken, what_runs_out, what_waits
from app.ui.components.today.counts import store_counts
from app.ui.resources import container

snapshot = page_frame("Today")
store_counts()
if snapshot is None:
    nothing_published("overview")
else:
    left, right = st.columns(2, gap="large")
    with left:
        what_runs_out(snapshot)
    with right:
        what_is_broken(snapshot, container().clock()())
        what_waits(snapshot)
