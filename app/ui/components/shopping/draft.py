"""A part to be on a shopping list: describe it better, or say which part of the catalogue it is."""

from types import SimpleNamespace

import streamlit as st

from app.models import ShoppingListLine
from app.ui.components.field_errors import FieldErrors
from app.ui.components.part_types import type_names
from app.ui.components.record_fields import RecordFields
from app.ui.writing import form_key, write_edit

FIELDS = ("description", "manufacturer_code", "type_id")


def draft_forms(line: ShoppingListLine, name: str) -> None:
    """Draw both forms under a fold."""
    with st.expander("What it is", icon=":material/edit:"):
        _describe(line, name)
        _replace(line.id, name)


def _describe(line: ShoppingListLine, name: str) -> None:
    line_id, draft, errors = line.id, line.draft or {}, FieldErrors()
    written = SimpleNamespace(**{field: draft.get(field) for field in FIELDS})
    fields = RecordFields(f"draft-{line_id}", errors, written)
    with st.form(form_key(f"draft-{line_id}"), border=False):
        fields.text("description", "Description")
        fields.text("manufacturer_code", "Manufacturer's code")
        fields.choice("type_id", "Type", type_names())
        pressed = st.form_submit_button("Save", key=form_key("draft-submit"))
        errors.foot()
    if pressed:
        now = {**draft, **fields.changed}  # what an import knew beyond these fields stays
        fields.save(lambda work: work.shopping_lines.update(line_id, {"draft": now}), name)


def _replace(line_id: int, name: str) -> None:
    errors = FieldErrors()
    with st.form(form_key(f"draft-part-{line_id}"), border=False):
        key = st.text_input("It is the part", placeholder="four letters", max_chars=20, key=form_key("draft-part-key"))
        errors.below("part")
        pressed = st.form_submit_button("Use this part", key=form_key("draft-part-submit"))
        errors.foot()
    if pressed:
        write_edit(
            lambda work: work.shopping_lines.update(line_id, {"part_key": key}), f"{name} is {key.upper()}", errors
        )
