"""Make something of a kit: a pick list, or a build straight from stock."""

from collections.abc import Sequence

import streamlit as st

from app.domain.kits.coverage import MAX_UNITS
from app.exceptions import BinsightError
from app.services.kit_reader import KitDetail
from app.services.pick_plan import LIMIT, OMIT, REJECT, ShortPick
from app.ui.components.errors import show_error
from app.ui.components.field_errors import FieldErrors
from app.ui.components.plain_text import plain
from app.ui.counted import counted
from app.ui.resources import unit_of_work
from app.ui.writing import form_key, write_edit

CHOICES = {REJECT: "decide first", LIMIT: "pick what is there", OMIT: "leave the part out"}


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
    actions = _actions(lacking)
    note = st.text_input("Note", placeholder="optional", max_chars=500, key=form_key("pick-note")) or None
    pressed = st.button("Make the pick list", type="primary", key=form_key("pick-create"))
    errors.foot()
    if pressed:
        write_edit(
            lambda work: work.pick_lists.create(kit.id, units, actions=actions, note=note),
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


def _actions(lacking: Sequence[ShortPick]) -> dict[str, str]:
    if not lacking:
        st.caption("Nothing lacks.")
        return {}
    st.markdown(
        f"**{counted(len(lacking), 'part')} lack{'s' if len(lacking) == 1 else ''}; say what to do about each:**"
    )
    actions = {}
    for entry in lacking:
        label = f"{entry.part_key}: {entry.usable:,} of {entry.required:,} · {entry.description}"
        actions[entry.part_key] = st.selectbox(
            plain(label), list(CHOICES), format_func=CHOICES.__getitem__, key=form_key(f"lack-{entry.part_key}")
        )
    return actions
