"""Usage: what was consumed when, of everything or `?part=ABCD`; classes A to N; what nobody uses."""

import streamlit as st

from app.ui.addresses import PartAddress, read_address
from app.ui.components.frame import nothing_published, page_frame
from app.ui.components.usage.classes import dead_stock, usage_classes
from app.ui.components.usage.over_time import usage_over_time

address = read_address(PartAddress)
snapshot = page_frame("Usage" if address.part is None else f"Usage of {address.part}")
if snapshot is None:
    nothing_published("usage")
else:
    usage_over_time(snapshot, address.part)
    if address.part is None:
        st.subheader("Which parts make the use", anchor=False)
        usage_classes(snapshot)
        st.subheader("What nobody uses", anchor=False)
        dead_stock(snapshot)
