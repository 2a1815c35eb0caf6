"""Stock journal: every line of the ledger, and every change of anything, each with undo."""

import streamlit as st

from app.ui.addresses import JournalAddress, read_address
from app.ui.components.frame import page_frame
from app.ui.components.journal.changes import all_changes
from app.ui.components.journal.filters import journal_filters
from app.ui.components.journal.lines import journal_lines
from app.ui.components.journal.views import CHANGES, LINES, VIEW

page_frame("Stock journal")
stock_lines, changes = st.tabs((LINES, CHANGES), key=VIEW, bind="query-params")
if changes.open:
    with changes:
        all_changes()
else:
    with stock_lines:
        journal_lines(journal_filters(read_address(JournalAddress)))
