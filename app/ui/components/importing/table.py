"""Import a table of parts: upload, say what its columns mean, check, import as one batch."""

import polars as pl
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app.domain.importing.columns import ReadTable
from app.domain.importing.part_columns import FIELD_NAMES
from app.services.importers.report import ImportReport
from app.ui.components.errors import guarded
from app.ui.components.importing.files import TABLE_TYPES, stored
from app.ui.components.importing.verdict import report_verdict
from app.ui.components.undo_bar import remember
from app.ui.resources import settings, unit_of_work

LEFT_OUT = "leave out"
_READ = "table-read"
_REPORT = "table-report"


def table_import() -> None:
    """Draw the steps; each appears once the one before is done."""
    file = st.file_uploader(
        "Table of parts (CSV or XLSX)",
        type=TABLE_TYPES,
        key="table-file",
        max_upload_size=max(1, settings().max_upload_bytes // 1_048_576),
    )
    if file is None:
        st.caption("Any separator and encoding will do; titles above the header are skipped.")
        st.session_state.pop(_REPORT, None)
        return
    with guarded():
        _steps(file)
    report: ImportReport | None = st.session_state.get(_REPORT)
    if report is not None:
        report_verdict(report)


def _steps(file: UploadedFile) -> None:
    table = _columns(file)
    mapping = _mapping(table, file.file_id)
    with st.container(horizontal=True):
        check = st.button("Check without importing", key="table-check", type="primary")
        commit = st.button("Import", key="table-commit")
    if check or commit:
        st.session_state.pop(_REPORT, None)
        _run(file, mapping, dry_run=check)


def _columns(file: UploadedFile) -> ReadTable:
    """The columns as guessed; the file is read once, not at every click."""
    known: tuple[str, ReadTable] | None = st.session_state.get(_READ)
    if known is not None and known[0] == file.file_id:
        return known[1]
    with stored(file) as path, unit_of_work() as work:
        table = work.imports.columns(path)
    st.session_state[_READ] = (file.file_id, table)
    st.session_state.pop(_REPORT, None)
    return table


def _mapping(table: ReadTable, file_id: str) -> dict[str, str]:
    """The table of columns to edit; returns what differs from the guesses."""
    st.markdown("**What the columns mean** (change what was guessed wrong)")
    frame = pl.DataFrame(
        {
            "column": [column.header for column in table.columns],
            "example": [_example(table, column.position) for column in table.columns],
            "field": [column.field or LEFT_OUT for column in table.columns],
            "sure": [column.confidence if column.field else None for column in table.columns],
        },
        schema={"column": pl.String, "example": pl.String, "field": pl.String, "sure": pl.Float64},
    )
    edited = st.data_editor(
        frame,
        column_config={
            "column": st.column_config.TextColumn("Column"),
            "example": st.column_config.TextColumn("Example", width="large"),
            "field": st.column_config.SelectboxColumn("Field", options=[LEFT_OUT, *FIELD_NAMES], required=True),
            "sure": st.column_config.ProgressColumn("How sure", min_value=0, max_value=1, format="percent"),
        },
        disabled=["column", "example", "sure"],
        hide_index=True,
        key=f"table-mapping-{file_id}",
    )
    chosen = dict(zip(frame["column"], edited["field"], strict=True))
    guessed = dict(zip(frame["column"], frame["field"], strict=True))
    changed = {header: field for header, field in chosen.items() if field != guessed[header]}
    return {header: "" if field == LEFT_OUT else field for header, field in changed.items()}


def _example(table: ReadTable, position: int) -> str:
    cells = (row.cells[position].strip() for row in table.rows if position < len(row.cells))
    return next((cell[:60] for cell in cells if cell), "")


def _run(file: UploadedFile, mapping: dict[str, str], *, dry_run: bool) -> None:
    with st.spinner("Reading the table ...", show_time=True), stored(file) as path, unit_of_work() as work:
        report = work.imports.run("csv", path, dry_run=dry_run, mapping=mapping)
    st.session_state[_REPORT] = report
    if report.batch is not None:
        remember(report.batch, f"Imported {sum(report.created.values())} records as batch {report.batch}")
        st.rerun()
