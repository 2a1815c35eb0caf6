"""Imports and exports: tables, bills of materials, other programs; check first, import as one batch, undo."""

import streamlit as st

from app.ui.components.frame import page_frame
from app.ui.components.importing.bom import bom_import
from app.ui.components.importing.drafts import begun_imports
from app.ui.components.importing.export import export_lists
from app.ui.components.importing.files import TABS, first_tab
from app.ui.components.importing.past import past_imports
from app.ui.components.importing.table import table_import
from app.ui.components.importing.upload import upload

page_frame("Imports")
table, bom, programs, lists = st.tabs([*TABS.values(), "Other programs", "Export"], default=first_tab())
with table:
    table_import()
with bom:
    bom_import()
with programs:
    upload()
with lists:
    export_lists()
begun_imports()
past_imports()
