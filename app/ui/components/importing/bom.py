"""Import a bill of materials: upload, see what every line means, choose where several parts fit, make it a kit."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import cast

import polars as pl
import streamlit as st

from app.domain.importing.answers import Answers
from app.domain.importing.bom_match import Match
from app.services.importers.bom_service import LEAVE, MAX_UNITS, NEW, BomReport
from app.ui.components.errors import guarded
from app.ui.components.importing.files import ChosenFile, choose_file, close, keep
from app.ui.components.importing.verdict import problems
from app.ui.components.plain_text import plain, shorten
from app.ui.components.tables import data_table, text
from app.ui.components.undo_bar import remember
from app.ui.counted import counted
from app.ui.navigation import go
from app.ui.resources import unit_of_work

UNDECIDED = ""
_WORDS = {UNDECIDED: "Choose ...", NEW: "make it a new part", LEAVE: "leave it out"}


def bom_import() -> None:
    """Draw the steps; each appears once the one before is done."""
    hint = "It becomes a kit; nothing is written before you say so."
    file = choose_file("bom", "Bill of materials (KiCad, JLCPCB, EasyEDA, Eagle, ...)", hint)
    if file is None:
        return
    with guarded():
        _steps(file)


def _steps(file: ChosenFile) -> None:
    left, right = st.columns([3, 1])
    stem = PurePosixPath(file.name.replace("\\", "/")).stem
    name = left.text_input("Name of the kit", value=file.answers.name or stem, key=f"bom-name-{file.id}")
    units = right.number_input(
        "Units to build", min_value=1, max_value=MAX_UNITS, value=file.answers.units, key=f"bom-units-{file.id}"
    )
    choices = _choices_so_far(file)
    answers = Answers(name=name, units=units, choices=dict(choices))
    report = _run(file, answers, dry_run=True)
    keep("bom", file, answers)
    _states(report.matches)
    _lines(report.matches, choices)
    _choose(file, report.matches, choices)
    undecided = sum(problem.field == "part" for problem in report.errors)
    found = [problem for problem in report.problems if problem.field != "part"]
    if found or not undecided:
        problems(found)
    if undecided:
        st.warning(f"{counted(undecided, 'line')} to decide: choose a part above.", icon=":material/help:")
    if st.button("Import as a kit", key="bom-commit", type="primary", disabled=bool(report.errors)):
        done = _run(file, answers, dry_run=False)
        if done.batch is None:
            st.info("This file was imported as it is already, so nothing changed.", icon=":material/check:")
        else:
            remember(done.batch, f"Imported kit {done.kit_name} with {counted(done.created['kit_contents'], 'line')}")
            close("bom")
            go("kits", kit=str(done.kit))


def _run(file: ChosenFile, answers: Answers, *, dry_run: bool) -> BomReport:
    with unit_of_work() as work:
        report = work.import_wizard.run("bom", [(file.name, file.data)], answers, dry_run=dry_run)
    return cast("BomReport", report)


def _choices_so_far(file: ChosenFile) -> dict[str, str]:
    """What was chosen for this file, by row: in this session, else before it was resumed; less parts that are gone."""
    key = f"bom-chosen-{file.id}"
    with unit_of_work() as work:
        chosen = work.boms.still_possible(st.session_state.get(key, file.answers.choices))
    st.session_state[key] = chosen
    return chosen


def _remember_choice(file: ChosenFile, where: str, key: str, options: Sequence[str]) -> None:
    """Keep an answer apart from its field, which starts afresh then because its options read differently."""
    answer = st.session_state[key]
    chosen = _choices_so_far(file)
    chosen.pop(where, None)
    if answer != UNDECIDED and answer in options:
        chosen[where] = answer


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


def _choose(file: ChosenFile, matches: list[Match], choices: Mapping[str, str]) -> None:
    """A field per line: those that need a choice in the open, the others folded away."""
    asked = [match for match in matches if match.state == "several"]
    if asked:
        st.markdown("**Several parts fit:**")
    for match in asked:
        _field(file, match, choices)
    others = [match for match in matches if match.state != "several"]
    if others:
        with st.expander("Change what other lines become"):
            for match in others:
                _field(file, match, choices)


def _field(file: ChosenFile, match: Match, choices: Mapping[str, str]) -> None:
    told = {
        c.key: f"{c.key}: {shorten(c.description, 50)} ({', '.join(c.reasons)}; {c.free} free)"
        for c in match.candidates
    }
    now = _WORDS[NEW] if match.state == "not found" else match.part
    words = _WORDS | ({UNDECIDED: f"as it is: {now}"} if now else {})
    options = [UNDECIDED, *told, NEW, LEAVE]
    where = match.line.where
    chosen = choices.get(where, UNDECIDED)
    if chosen not in options:  # the part that was chosen is no candidate any more
        options.append(chosen)
        told[chosen] = chosen
    key = f"bom-choice-{file.id}-{where}-{chosen}"
    st.selectbox(
        plain(f"{where}: {match.line.quantity} x {match.line.label} {match.line.package}"),
        options,
        index=options.index(chosen),
        format_func=lambda option: told.get(option) or words[option],
        key=key,
        on_change=_remember_choice,
        args=(file, where, key, options),
    )
