"""Import a table of parts: upload, say what its columns mean, check, import as one batch."""

from collections.abc import Collection

import polars as pl
import streamlit as st

from app.domain.importing.answers import Answers
from app.domain.importing.columns import ReadTable
from app.domain.importing.part_columns import FIELD_NAMES
from app.services.importers.report import ImportReport
from app.ui.components.errors import guarded
from app.ui.components.importing.currency import currency_field
from app.ui.components.importing.files import ChosenFile, choose_file, close, keep
from app.ui.components.importing.verdict import report_verdict
from app.ui.components.undo_bar import remember
from app.ui.resources import unit_of_work

LEFT_OUT = "leave out"
_READ = "table-read"
_REPORT = "table-report"


def table_import() -> None:
    """Draw the steps; each appears once the one before is done."""
    hint = "Any separator and encoding will do; titles above the header are skipped."
    file = choose_file("csv", "Table of parts (CSV or XLSX)", hint)
    if file is None:
        st.session_state.pop(_REPORT, None)
        return
    with guarded():
        _steps(file)
    report: ImportReport | None = st.session_state.get(_REPORT)
    if report is not None:
        report_verdict(report)


def _steps(file: ChosenFile) -> None:
    table, told = _columns(file)
    if told != Answers() and not file.is_resumed:
        st.caption("These headers were explained before; it is filled in the same way.")
    shown = table.with_mapping(told.mapping)
    chosen = _chosen_fields(shown, file.id)
    guessed = {column.header: column.field or "" for column in table.columns}
    mapping = {header: field for header, field in chosen.items() if field != guessed[header]}
    answers = Answers(mapping=mapping, currency=_currency(chosen.values(), told, file.id))
    keep("csv", file, answers)
    with st.container(horizontal=True):
        check = st.button("Check without importing", key="table-check", type="primary")
        commit = st.button("Import", key="table-commit")
    if check or commit:
        st.session_state.pop(_REPORT, None)
        _run(file, answers, dry_run=check)


def _columns(file: ChosenFile) -> tuple[ReadTable, Answers]:
    """The columns as guessed, and what is known of them; the file is read once, not at every click."""
    known: tuple[str, ReadTable, Answers] | None = st.session_state.get(_READ)
    if known is not None and known[0] == file.id:
        return known[1:]
    with unit_of_work() as work:
        table, offered = work.import_wizard.columns((file.name, file.data))
    told = file.answers if file.is_resumed else offered
    st.session_state[_READ] = (file.id, table, told)
    st.session_state.pop(_REPORT, None)
    return table, told


def _chosen_fields(table: ReadTable, file_id: str) -> dict[str, str]:
    """The table of columns to edit; returns the field of every header, empty when it is left out."""
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
    return {header: "" if field == LEFT_OUT else field for header, field in chosen.items()}


def _currency(fields: Collection[str], told: Answers, file_id: str) -> str | None:
    """Asked when there are prices and no column says in which currency."""
    if "unit_price" not in fields or "currency" in fields:
        return None
    return currency_field(f"table-currency-{file_id}", "Currency of prices that name none", told.currency)


def _example(table: ReadTable, position: int) -> str:
    cells = (row.cells[position].strip() for row in table.rows if position < len(row.cells))
    return next((cell[:60] for cell in cells if cell), "")


def _run(file: ChosenFile, answers: Answers, *, dry_run: bool) -> None:
    with st.spinner("Reading the table ...", show_time=True), unit_of_work() as work:
        report = work.import_wizard.run("csv", [(file.name, file.data)], answers, dry_run=dry_run)
    st.session_state[_REPORT] = report
    if report.batch is not None:
        close("csv")
        remember(report.batch, f"Imported {sum(report.created.values())} records as batch {report.batch}")
        st.rerun()
