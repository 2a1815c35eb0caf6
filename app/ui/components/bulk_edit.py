"""One change to many parts, with what it would change shown before it is made."""

from collections.abc import Mapping, Sequence

import polars as pl
import streamlit as st

from app.domain.catalogue.text_rules import label
from app.exceptions import BinsightError, ValidationException
from app.models.storage import SIZE_CLASSES
from app.services.bulk_edit_service import BulkEdit, FieldChange
from app.services.part_reader import PartRow
from app.ui.components.field_errors import FieldErrors
from app.ui.components.labels.printing import print_labels
from app.ui.components.part_types import type_names
from app.ui.components.tables import data_table, text
from app.ui.resources import unit_of_work
from app.ui.shortcuts import ADD
from app.ui.writing import form_key, write_edit

MOST = 200
TAGS = ("add_tags", "remove_tags")
FIELDS = (
    *("type_id", "manufacturer", "package", "mounting_type", "series", "voltage_rating", "input_voltage"),
    *("output_voltage", "dimensions", "size_class", "minimum_quantity", *TAGS),
)


def bulk_edit() -> None:
    """Draw the search, the change and its preview."""
    query = st.text_input("Which parts?", placeholder="words, a value, a type ...", key="bulk-query", type="search")
    if not query.strip():
        st.info(
            "Type what the parts have in common; all that are found can be changed at once.", icon=":material/search:"
        )
        return
    with unit_of_work() as work:
        rows, total = work.parts.list(query=query, limit=MOST, sort="key")
    if not rows:
        st.info("No part fits. Try fewer or shorter words.", icon=":material/search_off:")
        return
    st.caption(f"{total:,} found" + (f"; the first {MOST} can be changed at once" if total > MOST else ""))
    keys = _chosen(rows)
    print_labels({"these parts": lambda work: work.labels.of_parts(keys)}, key="parts", filename="parts.pdf")
    errors = FieldErrors()
    field = st.selectbox("Field", FIELDS, format_func=_name, key=form_key("bulk-field"))
    try:
        edit = _edit(keys, field, errors)
        with unit_of_work() as work:
            changes = work.bulk.preview(edit)
    except BinsightError as error:
        errors.show(error)
        return
    _preview(changes)
    parts = len({change.key for change in changes})
    pressed = st.button(
        f"Change {parts} {'part' if parts == 1 else 'parts'}",
        type="primary",
        disabled=not changes,
        key=form_key("bulk-apply"),
        shortcut=ADD,
    )
    errors.foot()
    if pressed:
        write_edit(
            lambda work: work.bulk.apply(edit),
            f"Changed {_name(field).lower()} of {parts} {'part' if parts == 1 else 'parts'}",
            errors,
        )


def _name(field: str) -> str:
    return "Type" if field == "type_id" else label(field)


def _chosen(rows: Sequence[PartRow]) -> list[str]:
    """All that were found, less those that are taken out."""
    names = {row.part.key: row.part.description for row in rows}
    left_out = st.multiselect(
        "Leave out", list(names), format_func=lambda key: f"{key} · {names[key]}", key=form_key("bulk-left-out")
    )
    return [key for key in names if key not in left_out]


def _edit(keys: Sequence[str], field: str, errors: FieldErrors) -> BulkEdit:
    if field == "type_id":
        names = type_names()
        value: object = st.selectbox(
            "New value",
            [None, *names],
            format_func=lambda one: "none" if one is None else names[one],
            key=form_key("v-type"),
        )
    elif field == "size_class":
        value = st.selectbox(
            "New value", [None, *SIZE_CLASSES], format_func=lambda one: one or "none", key=form_key("v-size")
        )
    elif field == "minimum_quantity":
        value = st.number_input("New value, pieces", 0, value=None, step=1, key=form_key("v-minimum"))
    else:
        value = st.text_input("New value", placeholder="empty clears it", key=form_key("v-text")).strip() or None
    errors.below(field)
    if field not in TAGS:
        return BulkEdit(keys, {field: value})
    tags = [tag for tag in str(value or "").replace(",", " ").split() if tag]
    if not tags:
        raise ValidationException("Type one or more tags, with spaces between them", field=field)
    return BulkEdit(keys, add_tags=tags) if field == "add_tags" else BulkEdit(keys, remove_tags=tags)


def _preview(changes: Sequence[FieldChange]) -> None:
    if not changes:
        st.info("Nothing would differ.", icon=":material/check:")
        return
    types = type_names() if any(change.field == "type_id" for change in changes) else {}
    frame = pl.DataFrame(
        {
            "key": [change.key for change in changes],
            "before": [_shown(change, change.before, types) for change in changes],
            "after": [_shown(change, change.after, types) for change in changes],
        }
    )
    data_table(frame, {"key": text("Part"), "before": text("Now"), "after": text("Then")}, key="bulk-changes")


def _shown(change: FieldChange, value: object, types: Mapping[int, str]) -> str:
    if value is None or value == []:
        return "none"
    if change.field == "type_id" and isinstance(value, int):
        return types.get(value, str(value))
    return ", ".join(value) if isinstance(value, list) else str(value)
