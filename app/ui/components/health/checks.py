"""The checks of a snapshot's run in words, what failed first."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from app.ui.components.plain_text import plain
from app.ui.components.tables import data_table, text
from app.ui.local_time import clock_text, zone
from app.ui.resources import container
from app.warehouse.manifest import CheckOutcome, Manifest
from app.warehouse.run_failure import RunFailure

_SHOWN = 20
_ORDER = {"failed": 0, "warned": 1, "passed": 2}


def failed_run(failure: RunFailure) -> None:
    """Everything that kept the latest run from publishing."""
    with st.container(border=True):
        when = clock_text(failure.failed_at, container().clock()(), zone())
        st.markdown(plain(f"Why the latest run ({when}, run {failure.run_id[:8]}) published nothing"))
        for problem in failure.problems[:_SHOWN]:
            st.markdown(f"- {plain(problem)}")
        if len(failure.problems) > _SHOWN:
            st.caption(f"and {len(failure.problems) - _SHOWN} more")
        st.caption("Mend what is named, then run the pipeline again; what was published before stays until then.")


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
    _expectations(ordered)


def _expectations(outcomes: Sequence[CheckOutcome]) -> None:
    """What each suite expects, in words, and what it found; what does not hold first."""
    told = [(outcome, expectation) for outcome in outcomes for expectation in outcome.expectations]
    if not told:
        return
    st.subheader("What is expected of the figures", anchor=False)
    frame = pl.DataFrame(
        [
            {
                "holds": "yes" if e.holds else "no",
                "table": o.table,
                "suite": o.check,
                "words": e.words,
                "found": e.found,
            }
            for o, e in sorted(told, key=lambda pair: pair[1].holds)
        ]
    )
    columns = {
        "holds": text("Holds", width="small"),
        "table": text("Table", width="medium"),
        "suite": text("Suite"),
        "words": text("Expectation", width="large"),
        "found": text("What stood out", width="large"),
    }
    data_table(frame, columns, key="expectations")
