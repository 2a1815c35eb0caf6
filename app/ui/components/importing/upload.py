"""Upload files, check them without writing, import them as one batch."""

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app.domain.importing.answers import Answers
from app.services.importers.report import ImportReport
from app.ui.components.errors import guarded
from app.ui.components.importing.currency import currency_field
from app.ui.components.importing.verdict import report_verdict
from app.ui.components.undo_bar import remember
from app.ui.resources import settings, unit_of_work

FORMATS = {
    "predecessor": "Electronics Inventory: a folder of JSON files",
    "inventree": "InvenTree: a JSON dump",
    "part-db": "Part-DB: its CSV export",
    "partkeepr": "PartKeepr: its database as XML",
}
_REPORT = "import-report"


def upload() -> None:
    """Draw the form and the verdict of the latest check or import."""
    limit = settings()
    with st.form("upload", border=True):
        kind = st.selectbox("Format", list(FORMATS), format_func=FORMATS.__getitem__, key="import-format")
        files = st.file_uploader(
            f"Files (up to {limit.max_upload_files} JSON files or one ZIP; one CSV or XML file)",
            type=["json", "zip", "csv", "xml"],
            accept_multiple_files=True,
            key="import-files",
            max_upload_size=max(1, limit.max_upload_bytes // 1_048_576),
        )
        currency = currency_field("import-currency", "Currency of prices that name none (Part-DB and PartKeepr)")
        with st.container(horizontal=True):
            check = st.form_submit_button("Check without importing", key="import-check", type="primary")
            commit = st.form_submit_button("Import", key="import-commit")
    if check or commit:
        st.session_state.pop(_REPORT, None)
        with guarded():
            _run(kind, files, Answers(currency=currency), dry_run=check)
    report: ImportReport | None = st.session_state.get(_REPORT)
    if report is not None:
        report_verdict(report)


def _run(kind: str, files: Sequence[UploadedFile], answers: Answers, *, dry_run: bool) -> None:
    if not files:
        st.info("Choose the files first.", icon=":material/upload_file:")
        return
    named = [(file.name, file.getvalue()) for file in files]
    with st.spinner("Reading the files ...", show_time=True), unit_of_work() as work:
        report = work.import_wizard.run(kind, named, answers, dry_run=dry_run)
    st.session_state[_REPORT] = report
    if report.batch is not None:
        remember(report.batch, f"Imported {sum(report.created.values())} records as batch {report.batch}")
        st.rerun()
