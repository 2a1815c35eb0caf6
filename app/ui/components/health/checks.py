"""The checks of a snapshot's run in words, what failed first."""

import polars as pl
import streamlit as st

from app.ui.components.tables import data_table, text
from app.warehouse.manifest import Manifest

_ORDER = {"failed": 0, "warned": 1, "passed": 2}


def check_list(manifest: Manifest) -> None:
    """Draw how many checks passed, warned and failed, and each with what it said."""
    counts = manifest.checks
    for column, status in zip(st.columns(3), ("passed", "warned", "failed"), strict=True):
        column.metric(f"Checks {status}", counts[status])
    if not manifest.outcomes:
        st.info("This run recorded no checks.", icon=":material/rule:")
        return
    ordered = sorted(manifest.outcomes, key=lambda o: (_ORDER[o.status], o.table, o.check))
    frame = pl.DataFrame(
        [{"status": o.status, "table": o.table, "check": o.check, "message": o.message} for o in ordered]
    )
    columns = {
        "status": text("Result", width="small"),
        "table": text("Table", width="medium"),
        "check": text("Check"),
        "message": text("What it found", width="large"),
    }
    data_table(frame, columns, key="checks")
