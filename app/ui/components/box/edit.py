"""Change what is written about a box, resize it, put it out of use or delete it."""

import streamlit as st

from app.models import Box
from app.services.unit_of_work import UnitOfWork
from app.ui.components.box.fields import box_fields
from app.ui.components.field_errors import FieldErrors
from app.ui.components.part_types import type_names
from app.ui.components.record_fields import RecordFields
from app.ui.writing import form_key, write_and_go, write_edit


def box_edit(box: Box) -> None:
    """Draw the form with all fields of a box under a fold; only what was changed is written."""
    box_no, errors = box.box_no, FieldErrors()
    fields = RecordFields("box-edit", errors, box)
    with st.expander("Edit", icon=":material/edit:"), st.form(form_key("box-edit"), border=False):
        box_fields(fields, type_names(), guessed=False)
        st.caption("Slots that hold stock or had some in the past are not cut off.")
        pressed = st.form_submit_button("Save", type="primary", key=form_key("box-edit-submit"))
        errors.foot()
    if pressed:
        fields.save(lambda work: work.boxes.update(box_no, fields.changed), f"box {box_no}")


def box_actions(box: Box) -> None:
    """Draw the buttons of a box: archive or restore it, delete it."""
    box_no, errors = box.box_no, FieldErrors()
    with st.container(horizontal=True):
        label, icon = ("Restore", "unarchive") if box.archived_at else ("Archive", "archive")
        changed = st.button(label, icon=f":material/{icon}:", key=form_key("box-archive"))
        deleted = st.button("Delete", icon=":material/delete:", key=form_key("box-delete"))
    errors.foot()

    def delete(work: UnitOfWork) -> tuple[str, dict[str, str]]:
        work.boxes.delete(box_no)
        return f"Deleted box {box_no}", {}

    if changed and box.archived_at:
        write_edit(lambda work: work.boxes.restore(box_no), f"Restored box {box_no}", errors)
    elif changed:
        write_edit(lambda work: work.boxes.archive(box_no), f"Archived box {box_no}", errors)
    elif deleted:
        write_and_go(delete, "boxes", errors)
