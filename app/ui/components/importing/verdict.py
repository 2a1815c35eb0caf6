"""What a dry run or an import says: counts, problems, and the verdict on every row."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from app.services.importers.report import ImportReport, Problem
from app.ui.components.tables import data_table, small_table, text
from app.ui.counted import counted

_SEVERITIES = {"error": "error", "warning": "warning", "info": "remark"}
"""Worst first; how each is called when it is counted."""


def report_verdict(report: ImportReport) -> None:
    """Draw a report; a dry run says plainly that nothing was written."""
    if report.dry_run:
        st.info("This was a check: nothing was written. Choose Import to write it.", icon=":material/rule:")
    else:
        st.caption(f"What batch {report.batch} wrote, and what was found in the files.")
    counts = [
        {"What": name.replace("_", " "), "New": report.created.get(name, 0), "Changed": report.updated.get(name, 0)}
        for name in dict.fromkeys([*report.created, *report.updated])
    ]
    if counts:
        small_table(counts)
    st.caption(f"{report.skipped:,} rows are in the store already or were left out.")
    problems(report.problems)
    _rows(report)


def problems(found_problems: Sequence[Problem]) -> None:
    """Draw problems, worst first."""
    if not found_problems:
        st.success("No problems were found.", icon=":material/check:")
        return
    ordered = sorted(found_problems, key=lambda problem: list(_SEVERITIES).index(problem.severity))
    found = [(sum(p.severity == severity for p in ordered), noun) for severity, noun in _SEVERITIES.items()]
    st.markdown(f"**Problems: {', '.join(counted(number, noun) for number, noun in found if number)}**")
    frame = pl.DataFrame(
        [{"severity": p.severity, "where": p.where, "field": p.field or "", "message": p.message} for p in ordered]
    )
    columns = {
        "severity": text("Severity"),
        "where": text("Where"),
        "field": text("Field"),
        "message": text("What", width="large"),
    }
    data_table(frame, columns, key="import-problems")


def _rows(report: ImportReport) -> None:
    if not report.verdicts:
        return
    with st.expander(f"Every row ({len(report.verdicts):,})"):
        frame = pl.DataFrame(
            [
                {"action": v.action, "kind": v.kind, "key": v.key or "", "where": v.where, "message": v.message or ""}
                for v in report.verdicts
            ]
        )
        columns = {
            "action": text("Verdict"),
            "kind": text("Kind"),
            "key": text("Key"),
            "where": text("Where"),
            "message": text("Why", width="large"),
        }
        data_table(frame, columns, key="import-rows")
