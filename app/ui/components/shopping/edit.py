"""Change what is written about a shopping list."""

import streamlit as st

from app.models import ShoppingList
from app.ui.components.field_errors import FieldErrors
from app.ui.components.record_fields import RecordFields
from app.ui.writing import form_key


def list_edit(shopping_list: ShoppingList) -> None:
    """Draw the form with name and notes under a fold; only what was changed is written."""
    list_id, errors = shopping_list.id, FieldErrors()
    fields = RecordFields("list-edit", errors, shopping_list)
    with st.expander("Edit", icon=":material/edit:"), st.form(form_key(f"list-edit-{list_id}"), border=False):
        fields.text("name", "Name")
        fields.text("description", "About", lines=True)
        pressed = st.form_submit_button("Save", type="primary", key=form_key("list-edit-submit"))
        errors.foot()
    if pressed:
        fields.save(lambda work: work.shopping_lists.update(list_id, fields.changed), "the list")
