"""What can be written about a box: what it is, its slots, what it offers, and where it stands."""

from collections.abc import Mapping

import streamlit as st

from app.models.storage import SIZE_CLASSES, STORAGE_PROPERTIES
from app.ui.components.record_fields import RecordFields


def box_fields(fields: RecordFields, types: Mapping[int, str], *, guessed: bool) -> None:
    """All fields but the number; with `guessed` those of the slots may stay empty. `types` maps ids to names."""
    fields.text("description", "Name", placeholder="such as SMD resistors")
    _slots(fields, guessed=guessed)
    left, right = st.columns(2)
    with left:
        fields.choice("designated_type_id", "Meant for", types)
        fields.choice("size_class", "Size class", {one: one for one in SIZE_CLASSES})
    with right:
        fields.several("storage_properties", "Storage properties", STORAGE_PROPERTIES)
        fields.text("zone", "Zone")
    _place(fields)


def _slots(fields: RecordFields, *, guessed: bool) -> None:
    first, second, third = st.columns(3)
    with first:
        fields.whole("capacity", "Capacity, slots", placeholder="rows x columns" if guessed else "")
    with second:
        fields.whole("grid_rows", "Grid rows", placeholder="chosen for you" if guessed else "")
    with third:
        fields.whole("grid_columns", "Grid columns", placeholder="chosen for you" if guessed else "")


def _place(fields: RecordFields) -> None:
    columns = st.columns(3)
    for column, name in zip(columns, ("aisle", "bay", "level"), strict=True):
        with column:
            fields.whole(name, name.capitalize())
    for column, axis in zip(columns, "xyz", strict=True):
        with column:
            fields.decimal(f"{axis}_m", f"{axis}, metres from the bench", 3)
