"""Two parts side by side, where they differ, and what can be decided: one becomes the other, or they stay apart."""

import streamlit as st

from app.models import Part
from app.services.part_reader import PartRow
from app.ui.components.field_errors import FieldErrors
from app.ui.components.part.facts import part_fields
from app.ui.components.plain_text import plain
from app.ui.components.tables import small_table
from app.ui.navigation import link
from app.ui.resources import unit_of_work
from app.ui.shortcuts import MOVE, REFUSE
from app.ui.writing import form_key, write


def side_by_side(first: str, second: str) -> None:
    """Draw both parts and the forms that merge them or keep them apart."""
    with unit_of_work() as work:
        rows = [work.parts.row(first), work.parts.row(second)]
        small_table(_compared(*rows))
        merged = _merged_into(rows, {part.id: part.key for part in (row.part for row in rows)})
    for row in rows:
        link("part", f"Open {row.part.key}", icon="memory", part=row.part.key)
    if merged is not None:
        st.info(merged, icon=":material/merge:")
    else:
        _decide(first, second)


def _compared(first: PartRow, second: PartRow) -> list[dict[str, object]]:
    """One line for each field that at least one part has; a mark where they differ."""
    left, right = _fields(first), _fields(second)
    names = dict.fromkeys([*left, *right])
    return [
        {
            "": name,
            first.part.key: left.get(name, ""),
            second.part.key: right.get(name, ""),
            "Differs": "" if left.get(name) == right.get(name) else "differs",
        }
        for name in names
    ]


def _fields(row: PartRow) -> dict[str, str]:
    stock = ", ".join(f"{slot.quantity:,} in {slot.location}" for slot in row.locations) or "none"
    kits = ", ".join(kit.name for kit in row.kits) or "none"
    return {"Description": row.part.description} | part_fields(row.part) | {"Stock": stock, "Needed by": kits}


def _merged_into(rows: list[PartRow], keys: dict[int, str]) -> str | None:
    """What to say when one of the two became another part already, or is archived."""
    part: Part | None = next((row.part for row in rows if row.part.archived_at is not None), None)
    if part is None:
        return None
    other = keys.get(part.merged_into_id or 0)
    return f"{part.key} was merged into {other}." if other else f"{part.key} is archived and cannot be merged."


def _decide(first: str, second: str) -> None:
    with unit_of_work() as work:
        is_dismissed = work.dismissals.is_dismissed(first, second)
    if is_dismissed:
        st.info(
            "These two were found to be different things; they are not offered as duplicates.", icon=":material/block:"
        )
        errors = FieldErrors()
        if st.button("Offer them again", key=form_key("dismiss-back"), icon=":material/undo:"):
            write(lambda work: work.dismissals.take_back(first, second), errors)
        errors.foot()
        return
    _merge_form(first, second)
    _dismiss_form(first, second)


def _dismiss_form(first: str, second: str) -> None:
    errors = FieldErrors()
    with st.form(form_key(f"dismiss-{first}-{second}")):
        note = st.text_input("Why they differ", max_chars=500, placeholder="optional", key=form_key("dismiss-note"))
        errors.below("note")
        pressed = st.form_submit_button("Not a duplicate", key=form_key("dismiss-submit"), shortcut=REFUSE)
        errors.foot()
    if pressed:
        write(lambda work: work.dismissals.dismiss(first, second, note), errors)


def _merge_form(first: str, second: str) -> None:
    errors = FieldErrors()
    with st.form(form_key(f"merge-{first}-{second}")):
        kept = st.radio("Which part stays?", (first, second), horizontal=True, key=form_key("merge-kept"))
        st.caption(
            plain(
                "Stock, documents, offers, kits and lists of the other part become its own, and the other part is "
                "archived. Undo takes all of it back."
            )
        )
        pressed = st.form_submit_button("Merge", type="primary", key=form_key("merge-submit"), shortcut=MOVE)
        errors.foot()
    if pressed:
        duplicate = second if kept == first else first
        write(lambda work: work.merges.merge(duplicate, str(kept)), errors)
