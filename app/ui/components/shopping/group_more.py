"""What is seldom done with the lines of one seller: note something, order with a promised day."""

from datetime import date

import streamlit as st

from app.models import ShoppingListSeller
from app.ui.components.field_errors import FieldErrors
from app.ui.writing import form_key, write_edit


def group_more(group: ShoppingListSeller, seller: str, *, can_order: bool) -> None:
    """A popover with both forms; the note is written on done lists, too."""
    with st.popover("More", icon=":material/more_vert:", type="tertiary"):
        _note(group.shopping_list_id, group.seller_id, group.note or "", seller)
        if can_order:
            _order(group.shopping_list_id, group.seller_id, seller)


def _note(list_id: int, seller_id: int, written: str, seller: str) -> None:
    errors = FieldErrors()
    with st.form(form_key(f"group-note-{seller_id}"), border=False):
        note = st.text_area("Note", written, max_chars=2000, key=form_key(f"group-note-text-{seller_id}"))
        errors.below("note")
        pressed = st.form_submit_button("Save the note", key=form_key(f"group-note-submit-{seller_id}"))
        errors.foot()
    if pressed:
        write_edit(
            lambda work: work.orders.set_note(list_id, seller_id, note.strip() or None), f"Noted on {seller}", errors
        )


def _order(list_id: int, seller_id: int, seller: str) -> None:
    errors = FieldErrors()
    with st.form(form_key(f"group-order-{seller_id}"), border=False):
        promised: date | None = st.date_input(
            "Promised for; empty: by the lead times", value=None, key=form_key(f"group-promised-{seller_id}")
        )
        errors.below("expected_on")
        pressed = st.form_submit_button("Place the order", key=form_key(f"group-order-submit-{seller_id}"))
        errors.foot()
    if pressed:
        write_edit(
            lambda work: work.orders.order(list_id, seller_id, expected_on=promised), f"Ordered from {seller}", errors
        )
