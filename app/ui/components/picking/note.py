"""The note on a pick list."""

import streamlit as st

from app.models import PickList
from app.ui.components.field_errors import FieldErrors
from app.ui.components.record_fields import RecordFields
from app.ui.writing import form_key


def list_note(pick_list: PickList) -> None:
    """Draw the form under a fold."""
    number, errors = pick_list.id, FieldErrors()
    fields = RecordFields("list-note", errors, pick_list)
    with st.expander("Note", icon=":material/edit_note:"), st.form(form_key(f"list-note-{number}"), border=False):
        fields.text("note", "Note", lines=True)
        pressed = st.form_submit_button("Save", key=form_key("list-note-submit"))
        errors.foot()
    if pressed:
        fields.save(lambda work: work.pick_lists.set_note(number, fields.typed["note"]), f"pick list {number}")
