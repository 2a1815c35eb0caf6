"""The list of types and the forms that change it."""

import polars as pl
import streamlit as st

from app.services.type_service import TypeRow
from app.ui.components.field_errors import FieldErrors
from app.ui.components.tables import linked_table, number, text
from app.ui.resources import unit_of_work
from app.ui.writing import form_key, write_edit

MAX_NAME = 100
MAX_TYPES = 1000


def part_types() -> None:
    """Draw the list, and the forms beside it."""
    with unit_of_work() as work:
        rows, total = work.types.list(limit=MAX_TYPES)
    listed, forms = st.columns([2, 1], gap="large")
    with listed:
        st.caption(f"{total:,} {'type' if total == 1 else 'types'}; a click finds the parts of a type.")
        if rows:
            frame = pl.DataFrame([{"name": row.type.name, "parts": row.part_count} for row in rows])
            linked_table(frame, {"name": text("Type"), "parts": number("Parts")}, key="types", page="find", q="name")
    with forms:
        _add()
        if rows:
            _change(rows)


def type_names() -> dict[int, str]:
    """Ids of all types to their names, for fields that choose one."""
    with unit_of_work() as work:
        return {row.type.id: row.type.name for row in work.types.list(limit=MAX_TYPES)[0]}


def _add() -> None:
    errors = FieldErrors()
    with st.form(form_key("type-add")):
        name = st.text_input("New type", max_chars=MAX_NAME, key=form_key("type-name"))
        errors.below("name")
        pressed = st.form_submit_button("Add", type="primary", key=form_key("type-add-submit"))
        errors.foot()
    if pressed:
        write_edit(lambda work: work.types.create(name), f"Added the type {name.strip()}", errors)


def _change(rows: list[TypeRow]) -> None:
    errors = FieldErrors()
    names = {row.type.id: row.type.name for row in rows}
    with st.form(form_key("type-change")):
        chosen = st.selectbox("Type", list(names), format_func=names.__getitem__, key=form_key("type-chosen"))
        name = st.text_input("New name", max_chars=MAX_NAME, key=form_key("type-new-name"))
        errors.below("name")
        with st.container(horizontal=True):
            renamed = st.form_submit_button("Rename", key=form_key("type-rename-submit"))
            deleted = st.form_submit_button("Delete", key=form_key("type-delete-submit"))
        errors.foot()
    if renamed:
        write_edit(lambda work: work.types.rename(chosen, name), f"Renamed the type {names[chosen]}", errors)
    elif deleted:
        write_edit(lambda work: work.types.delete(chosen), f"Deleted the type {names[chosen]}", errors)
