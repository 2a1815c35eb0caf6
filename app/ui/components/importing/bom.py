"""Import a bill of materials: upload, see what every line means, choose where several parts fit, make it a kit."""

from collections.abc import Mapping
from pathlib import PurePosixPath

import polars as pl
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app.domain.importing.bom_match import Match
from app.services.importers.bom_service import LEAVE, NEW, BomReport
from app.ui.components.errors import guarded
from app.ui.components.importing.files import TABLE_TYPES, stored
from app.ui.components.importing.verdict import problems
from app.ui.components.plain_text import plain, shorten
from app.ui.components.tables import data_table, text
from app.ui.components.undo_bar import remember
from app.ui.counted import counted
from app.ui.navigation import go
from app.ui.resources import settings, unit_of_work

UNDECIDED = ""
_WORDS = {UNDECIDED: "Choose ...", NEW: "make it a new part", LEAVE: "leave it out"}


def bom_import() -> None:
    """Draw the steps; each appears once the one before is done."""
    file = st.file_uploader(
        "Bill of materials (KiCad, JLCPCB, EasyEDA, Eagle, ...)",
        type=TABLE_TYPES,
        key="bom-file",
        max_upload_size=max(1, settings().max_upload_bytes // 1_048_576),
    )
    if file is None:
        st.caption("It becomes a kit; nothing is written before you say so.")
        return
    with guarded():
        _steps(file)


def _steps(file: UploadedFile) -> None:
    left, right = st.columns([3, 1])
    stem = PurePosixPath(file.name.replace("\\", "/")).stem
    name = left.text_input("Name of the kit", value=stem, key=f"bom-name-{file.file_id}")
    units = right.number_input("Units to build", min_value=1, max_value=1_000_000, key="bom-units")
    choices = _choices_so_far(file)
    report = _run(file, name, units, choices, dry_run=True)
    _states(report.matches)
    _lines(report.matches, choices)
    _choose(file, report.matches)
    problems([problem for problem in report.problems if problem.field != "part"])
    undecided = sum(problem.field == "part" for problem in report.errors)
    if undecided:
        st.warning(f"{counted(undecided, 'line')} to decide: choose a part above.", icon=":material/help:")
    if st.button("Import as a kit", key="bom-commit", type="primary", disabled=bool(report.errors)):
        done = _run(file, name, units, choices, dry_run=False)
        if done.batch is None:
            st.info("This file was imported as it is already, so nothing changed.", icon=":material/check:")
        else:
            remember(done.batch, f"Imported kit {done.kit_name} with {counted(done.created['kit_contents'], 'line')}")
            go("kits", kit=str(done.kit))


def _run(file: UploadedFile, name: str, units: int, choices: Mapping[str, str], *, dry_run: bool) -> BomReport:
    with stored(file) as path, unit_of_work() as work:
        return work.boms.run(path, dry_run=dry_run, name=name, units=units, choices=choices)


def _choices_so_far(file: UploadedFile) -> dict[str, str]:
    """What was chosen in this session for this file, by row."""
    prefix = _key(file, "")
    chosen = {str(key): value for key, value in st.session_state.items() if str(key).startswith(prefix)}
    return {key.removeprefix(prefix): value for key, value in chosen.items() if value != UNDECIDED}


def _states(matches: list[Match]) -> None:
    counts = {
        state: sum(match.state == state for match in matches)
        for state in ("available", "short", "several", "not found")
    }
    said = ", ".join(f"{number} {state}" for state, number in counts.items() if number)
    st.markdown(f"**{counted(len(matches), 'line')}: {said}**" if matches else "**No lines**")


def _lines(matches: list[Match], choices: Mapping[str, str]) -> None:
    frame = pl.DataFrame(
        [
            {
                "row": match.line.where,
                "designators": ", ".join(match.line.designators),
                "quantity": match.line.quantity,
                "what": match.line.label,
                "package": match.line.package,
                "state": _WORDS.get(choices.get(match.line.where, UNDECIDED), match.state)
                if choices.get(match.line.where) in {NEW, LEAVE}
                else match.state,
                "part": match.part or "",
                "sure": match.candidates[0].confidence if match.candidates else None,
                "why": "; ".join(match.candidates[0].reasons) if match.candidates else "",
            }
            for match in matches
        ]
    )
    columns = {
        "row": text("Row"),
        "designators": text("Designators"),
        "quantity": st.column_config.NumberColumn("Quantity"),
        "what": text("What"),
        "package": text("Package"),
        "state": text("State"),
        "part": text("Part"),
        "sure": st.column_config.NumberColumn("How sure", format="percent"),
        "why": text("Why", width="large"),
    }
    data_table(frame, columns, key="bom-lines")


def _choose(file: UploadedFile, matches: list[Match]) -> None:
    """A field per line: those that need a choice in the open, the others folded away."""
    asked = [match for match in matches if match.state == "several"]
    if asked:
        st.markdown("**Several parts fit:**")
    for match in asked:
        _field(file, match)
    others = [match for match in matches if match.state != "several"]
    if others:
        with st.expander("Change what other lines become"):
            for match in others:
                _field(file, match)


def _field(file: UploadedFile, match: Match) -> None:
    told = {
        c.key: f"{c.key}: {shorten(c.description, 50)} ({', '.join(c.reasons)}; {c.free} free)"
        for c in match.candidates
    }
    now = _WORDS[NEW] if match.state == "not found" else match.part
    words = _WORDS | ({UNDECIDED: f"as it is: {now}"} if now else {})
    st.selectbox(
        plain(f"{match.line.where}: {match.line.quantity} x {match.line.label} {match.line.package}"),
        [UNDECIDED, *told, NEW, LEAVE],
        format_func=lambda option: told.get(option) or words[option],
        key=_key(file, match.line.where),
    )


def _key(file: UploadedFile, where: str) -> str:
    return f"bom-choice-{file.file_id}-{where}"
