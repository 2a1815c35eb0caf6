"""A new part: what one knows when it comes out of its bag; its page takes the rest."""

import streamlit as st

from app.services.unit_of_work import UnitOfWork
from app.ui.components.choice_buttons import fold_button
from app.ui.components.field_errors import FieldErrors
from app.ui.components.part.fields import usual_fields
from app.ui.components.part_types import type_names
from app.ui.components.record_fields import RecordFields
from app.ui.shortcuts import NEW
from app.ui.writing import form_key, write_and_go


def new_part() -> None:
    """Draw the form below a button that opens it; the page of the part opens, where its stock is received."""
    if not fold_button("New part", key="new-part", shortcut=NEW):
        return
    errors = FieldErrors()
    fields = RecordFields("new-part", errors)
    with st.form(form_key("new-part")):
        fields.text("description", "Description", placeholder="such as Resistor 4k7 0603 1 %")
        usual_fields(fields, type_names())
        st.caption("The key of four letters is drawn. Everything else, and stock, follows on the part's page.")
        pressed = st.form_submit_button("Create", type="primary", key=form_key("new-part-submit"))
        errors.foot()

    def create(work: UnitOfWork) -> tuple[str, dict[str, str]]:
        key = work.parts.create(**fields.typed).key
        return f"Created part {key}", {"part": key}

    if pressed:
        write_and_go(create, "part", errors)
