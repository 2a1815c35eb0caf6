"""The dropped files that could not be read, latest first; a click shows one."""

import polars as pl
import streamlit as st

from app.ui.components.tables import linked_table, number, text
from app.ui.counted import counted
from app.ui.local_time import clock_text, zone
from app.ui.resources import container, unit_of_work
from app.ui.snapshot_reads import quarantine
from app.warehouse.snapshot import Snapshot

STATES = {
    "open": "to be looked at",
    "replay": "read again by the next run",
    "mended": "replaced; the next run reads it",
    "discarded": "discarded",
}


def judged_files(snapshot: Snapshot) -> pl.DataFrame:
    """What the snapshot could not read, with what was decided since."""
    with unit_of_work() as work:
        return work.drops.judged(quarantine(snapshot.id))


def file_list(snapshot: Snapshot) -> None:
    """Draw the list, what was discarded folded away below it."""
    files = judged_files(snapshot)
    listed = files.filter(pl.col("state") != "discarded")
    discarded = files.filter(pl.col("state") == "discarded")
    if listed.is_empty():
        st.info("Everything that was dropped could be read.", icon=":material/check:")
    else:
        st.caption(
            f"{counted(listed.height, 'dropped file')} could not be read, or not whole. Their good lines are in the "
            "tables; click a file to see the others and what to do."
        )
        _table(listed, "quarantined")
    if not discarded.is_empty():
        with st.expander(f"{counted(discarded.height, 'file')} discarded", icon=":material/delete:"):
            _table(discarded, "discarded")


def _table(files: pl.DataFrame, key: str) -> None:
    now, where = container().clock()(), zone()
    shown = files.with_columns(
        state=pl.col("state").replace_strict(STATES),
        seen=pl.Series([clock_text(at, now, where) for at in files["first_seen"]], dtype=pl.String),
    )
    columns = {
        "file": text("File", width="medium"),
        "problems": number("Problems", width="small"),
        "reason": text("First reason", width="large"),
        "state": text("State"),
        "seen": text("Arrived"),
    } | ({"note": text("Why")} if key == "discarded" else {})
    linked_table(shown, columns, key=key, page="quarantine", file="file")
