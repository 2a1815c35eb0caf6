"""A new box with its slots."""

import streamlit as st

from app.services.unit_of_work import UnitOfWork
from app.ui.components.box.fields import box_fields
from app.ui.components.choice_buttons import fold_button
from app.ui.components.field_errors import FieldErrors
from app.ui.components.part_types import type_names
from app.ui.components.record_fields import RecordFields
from app.ui.shortcuts import NEW
from app.ui.writing import form_key, write_and_go


def new_box(*, first: bool) -> None:
    """Draw the form below a button that opens it, open for the `first` box; the page of the box opens."""
    if not fold_button("New box", key="new-box", shortcut=NEW, is_open=first):
        return
    errors = FieldErrors()
    fields = RecordFields("new-box", errors)
    with st.form(form_key("new-box")):
        fields.whole("box_no", "Number", placeholder="the next free one")
        box_fields(fields, type_names(), guessed=True)
        pressed = st.form_submit_button("Create", type="primary", key=form_key("new-box-submit"))
        errors.foot()
    typed = fields.typed
    if typed["capacity"] is None and typed["grid_rows"] and typed["grid_columns"]:
        typed["capacity"] = typed["grid_rows"] * typed["grid_columns"]

    def create(work: UnitOfWork) -> tuple[str, dict[str, str]]:
        number = work.boxes.create(**typed).box_no
        return f"Created box {number}", {"box": str(number)}

    if pressed:
        write_and_go(create, "boxes", errors)
