"""Data health: can the figures be trusted - checks in words, snapshots, tables, what was promised, and a run."""

import streamlit as st

from app.ui.components.frame import nothing_published, page_frame
from app.ui.components.health.checks import check_list, failed_run
from app.ui.components.health.dictionary import data_dictionary
from app.ui.components.health.foreign import foreign_list
from app.ui.components.health.snapshots import long_write, snapshot_list, snapshot_tables
from app.ui.components.run_progress import start_button
from app.ui.resources import latest_failure

snapshot = page_frame("Data health")
failure = latest_failure(snapshot)
if failure is not None:
    failed_run(failure)
if snapshot is None:
    nothing_published("snapshot")
else:
    start_button("run-now")
    long_write(snapshot.manifest)
    checks, tables, snapshots, sources = st.tabs(["Checks", "Tables", "Snapshots", "Foreign sources"])
    with checks:
        check_list(snapshot.manifest)
    with tables:
        snapshot_tables(snapshot.manifest)
    with snapshots:
        snapshot_list(snapshot.id)
    with sources:
        foreign_list(snapshot)
st.subheader("What every table promises", anchor=False)
data_dictionary()
