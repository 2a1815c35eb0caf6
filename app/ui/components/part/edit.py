"""Change what is written about a part."""

import streamlit as st

from app.models import Part
from app.ui.components.field_errors import FieldErrors
from app.ui.components.part.fields import other_fields, usual_fields
from app.ui.components.part_types import type_names
from app.ui.components.record_fields import RecordFields
from app.ui.writing import form_key


def part_edit(part: Part) -> None:
    """Draw the form with all fields of a part under a fold; only what was changed is written."""
    key, errors = part.key, FieldErrors()
    fields = RecordFields("part-edit", errors, part)
    with st.expander("Edit", icon=":material/edit:"), st.form(form_key(f"edit-{key}"), border=False):
        fields.text("description", "Description", lines=True)
        usual_fields(fields, type_names())
        other_fields(fields)
        pressed = st.form_submit_button("Save", type="primary", key=form_key("part-edit-submit"))
        errors.foot()
    if pressed:
        fields.save(lambda work: work.parts.update(key, fields.changed), key)
