"""The end of a pick list: what was built of it, or that it is deleted."""

import streamlit as st

from app.domain.kits.coverage import MAX_UNITS
from app.services.pick_list_reader import PickListDetail
from app.ui.components.field_errors import FieldErrors
from app.ui.shortcuts import USE
from app.ui.writing import form_key, write_edit


def finish(detail: PickListDetail) -> None:
    """Draw the build form of a completed list, and the button that deletes a list no build has used."""
    row = detail.row
    if row.build_id is not None:
        st.success(f"Build {row.build_id} used this list.", icon=":material/build:")
        return
    if row.pick_list.status == "completed":
        _record(detail)
    errors = FieldErrors()
    pressed = st.button("Delete this list", key=form_key("list-delete"), icon=":material/delete:")
    st.caption("What was picked stays picked.")
    errors.foot()
    if pressed:
        number = row.pick_list.id
        write_edit(lambda work: work.pick_lists.delete(number), f"Deleted pick list {number}", errors)


def _record(detail: PickListDetail) -> None:
    pick_list = detail.row.pick_list
    st.subheader("Everything is picked: what was built?", anchor=False)
    with st.form(form_key(f"record-{pick_list.id}"), border=True):
        errors = FieldErrors()
        asked = pick_list.requested_units
        units = int(st.number_input("Units built", 1, MAX_UNITS, asked, key=form_key("record-units")))
        errors.below("units")
        note = st.text_input("Note", placeholder="optional", max_chars=500, key=form_key("record-note")) or None
        pressed = st.form_submit_button("Record the build", type="primary", key=form_key("record-submit"), shortcut=USE)
        errors.foot()
    if pressed:
        message = f"Built {units} of {detail.row.kit_name}"
        write_edit(lambda work: work.builds.record(pick_list.id, units=units, note=note), message, errors)
