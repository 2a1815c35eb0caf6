"""One dropped file: what could not be read of it and why, its content, and what can be done."""

from typing import Any

import polars as pl
import streamlit as st

from app.exceptions import RecordNotFoundException
from app.services.drops.mending_service import DroppedFile
from app.ui.components.field_errors import FieldErrors
from app.ui.components.plain_text import plain
from app.ui.components.quarantine.files import STATES, judged_files
from app.ui.components.quarantine.mending import mend_forms, past_mends
from app.ui.components.run_progress import start_button
from app.ui.components.tables import data_table, facts_table, number, text
from app.ui.local_time import clock_text, zone
from app.ui.resources import container, unit_of_work
from app.ui.snapshot_reads import quarantined_lines_of
from app.ui.writing import form_key, write
from app.warehouse.snapshot import Snapshot


def quarantined_file(snapshot: Snapshot, file: str) -> None:
    """Draw the file; says so when nothing of it is in quarantine."""
    found = judged_files(snapshot).filter(pl.col("file") == file)
    if found.is_empty():
        st.info(plain(f"Nothing of {file} is in quarantine."), icon=":material/check:")
        return
    row = found.row(0, named=True)
    _facts(row)
    lines = quarantined_lines_of(snapshot.id, file)
    data_table(
        lines,
        {"line": number("Line"), "reason": text("Why", width="large"), "excerpt": text("Begins", width="large")},
        key="quarantined-lines",
    )
    dropped = _dropped(file)
    if dropped is None:
        st.info("The file itself is no longer in the object store; what was read of it stays.", icon=":material/info:")
    elif dropped.etag != row["etag"]:
        st.info("The file was replaced since this run. The next run reads it.", icon=":material/schedule:")
        start_button("run-now")
    _decide(row, is_there=dropped is not None and dropped.etag == row["etag"])
    if dropped is not None:
        mend_forms(dropped)
    past_mends(file)


def _facts(row: dict[str, Any]) -> None:
    facts_table(
        {
            "File": row["file"],
            "State": STATES[row["state"]] + (f" ({row['note']})" if row["note"] else ""),
            "Looks like": row["kind"],
            "Size": f"{row['size_bytes']:,} bytes",
            "Arrived": clock_text(row["first_seen"], container().clock()(), zone()),
        }
    )


def _dropped(file: str) -> DroppedFile | None:
    try:
        with unit_of_work() as work:
            return work.mendings.look(file)
    except RecordNotFoundException:
        return None


def _decide(row: dict[str, Any], *, is_there: bool) -> None:
    """Replay, discard, or take a discard back."""
    file, etag, errors = row["file"], row["etag"], FieldErrors()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if row["state"] == "discarded":
            if st.button("List it again", key=form_key("drop-back"), icon=":material/undo:"):
                write(lambda work: work.drops.take_back(file, etag), errors)
        else:
            _open_file(file, etag, errors, is_there=is_there and row["state"] != "replay")
    errors.foot()


def _open_file(file: str, etag: str, errors: FieldErrors, *, is_there: bool) -> None:
    if is_there and st.button(
        "Read it again with the next run",
        key=form_key("drop-replay"),
        icon=":material/replay:",
        help="Worth it when a limit was raised or Binsight was updated; the same bytes give the same result otherwise.",
    ):
        write(lambda work: work.drops.replay(file, etag), errors)
    note = st.text_input("Why it can be discarded", max_chars=500, placeholder="optional", key=form_key("drop-note"))
    if st.button("Discard", key=form_key("drop-discard"), icon=":material/delete:"):
        write(lambda work: work.drops.discard(file, etag, note), errors)
