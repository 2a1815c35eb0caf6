"""Make something of a kit: a pick list, or a build straight from stock."""

from collections.abc import Sequence

import streamlit as st

from app.domain.kits.allocation import SlotOrder
from app.domain.kits.coverage import MAX_UNITS
from app.exceptions import BinsightError
from app.services.kit_reader import KitDetail
from app.services.pick_plan import LIMIT, OMIT, ShortPick
from app.ui.components.errors import show_error
from app.ui.components.field_errors import FieldErrors
from app.ui.components.tables import small_table
from app.ui.counted import counted
from app.ui.resources import unit_of_work
from app.ui.writing import form_key, write_edit

EACH = "each"
CHOICES = {LIMIT: "Pick what is there", OMIT: "Leave out"}
ANSWERS = {**CHOICES, EACH: "Decide for each part"}


def pick_form(detail: KitDetail) -> None:
    """Units, what to do about each part that lacks, and the button that makes the list."""
    kit, errors = detail.row.kit, FieldErrors()
    units = int(st.number_input("Units", 1, MAX_UNITS, max(kit.build_target, 1), key=form_key(f"pick-units-{kit.id}")))
    errors.below("units")
    try:
        with unit_of_work() as work:
            lacking = work.pick_lists.preview(kit.id, units)
    except BinsightError as error:
        show_error(error)
        return
    actions = _decide(lacking)
    by_walk = st.checkbox(
        "Take from the first slots on the walk",
        help="Otherwise small remainders go first, so that slots become free.",
        key=form_key("pick-by-walk"),
    )
    note = st.text_input("Note", placeholder="optional", max_chars=500, key=form_key("pick-note")) or None
    pressed = st.button("Make the pick list", type="primary", key=form_key("pick-create"))
    errors.foot()
    if pressed:
        order: SlotOrder = "walking" if by_walk else "remainders"
        write_edit(
            lambda work: work.pick_lists.create(kit.id, units, actions=actions, slot_order=order, note=note),
            f"Made a pick list for {units} of {kit.name}",
            errors,
        )


def build_form(detail: KitDetail) -> None:
    """Units, and the button that takes the parts out of stock at once."""
    kit = detail.row.kit
    st.caption("Takes the parts out of their slots at once, small remainders first, without a list to walk by.")
    with st.form(form_key(f"build-{kit.id}"), border=False):
        errors = FieldErrors()
        units = int(st.number_input("Units built", 1, MAX_UNITS, 1, key=form_key("build-units")))
        errors.below("units")
        note = st.text_input("Note", placeholder="optional", max_chars=500, key=form_key("build-note")) or None
        pressed = st.form_submit_button("Build", type="primary", key=form_key("build-submit"))
        errors.foot()
    if pressed:
        write_edit(lambda work: work.builds.build(kit.id, units, note=note), f"Built {units} of {kit.name}", errors)


def _decide(lacking: Sequence[ShortPick]) -> dict[str, str]:
    """What to do about the parts that lack: one answer for all of them, or one for each."""
    if not lacking:
        st.caption("Nothing lacks.")
        return {}
    st.markdown(f"**{counted(len(lacking), 'part')} lack{'s' if len(lacking) == 1 else ''}:**")
    small_table([_row(entry) for entry in lacking])
    answer = st.segmented_control(
        "What to do about what lacks?", list(ANSWERS), format_func=ANSWERS.__getitem__, key=form_key("lack-all")
    )
    if answer != EACH:
        return dict.fromkeys((entry.part_key for entry in lacking), str(answer)) if answer else {}
    return {entry.part_key: _choice(entry.part_key) for entry in lacking}


def _row(entry: ShortPick) -> dict[str, object]:
    return {
        "Part": entry.part_key,
        "Description": entry.description,
        "There": f"{entry.usable:,} of {entry.required:,}",
        "Lacks": entry.shortfall,
    }


def _choice(part_key: str) -> str:
    chosen = st.segmented_control(
        part_key, list(CHOICES), format_func=CHOICES.__getitem__, default=LIMIT, required=True,
        key=form_key(f"lack-{part_key}"),
    )  # fmt: skip
    return str(chosen)
