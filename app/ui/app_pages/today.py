"""Today: what runs out, what is broken, what waits for me, and whether the numbers can be trusted."""

import streamlit as st

from app.ui.components.frame import nothing_published, page_frame
from app.ui.components.today.attention import what_is_broken, what_runs_out, what_waits
from app.ui.components.today.counts import store_counts
from app.ui.components.today.low import low_now
from app.ui.components.today.store import store_overview
from app.ui.resources import container

snapshot = page_frame("Today")
has_content = store_counts()
if has_content:
    low_now()
if snapshot is None:
    nothing_published("overview")
else:
    left, right = st.columns(2, gap="large")
    with left:
        what_runs_out(snapshot)
    with right:
        what_is_broken(snapshot, container().clock()())
        what_waits(snapshot)
if has_content:
    store_overview()
