"""What can be written about a part: first what most parts are given, then the rest."""

from collections.abc import Mapping

import streamlit as st

from app.models.storage import SIZE_CLASSES, STORAGE_PROPERTIES
from app.ui.components.part.facts import LABELS
from app.ui.components.record_fields import RecordFields

_REST = (
    *("series", "mounting_type", "pin_count", "pin_pitch", "dimensions"),
    *("voltage_rating", "input_voltage", "output_voltage"),
)


def usual_fields(fields: RecordFields, types: Mapping[int, str]) -> None:
    """What one knows of a part when it comes out of its bag; `types` maps ids to names."""
    left, right = st.columns(2)
    with left:
        fields.choice("type_id", "Type", types)
        fields.text("manufacturer_code", LABELS["manufacturer_code"], placeholder="such as RC0603FR-074K7L")
        fields.text("package", LABELS["package"], placeholder="such as 0603")
    with right:
        fields.text("manufacturer", LABELS["manufacturer"])
        fields.whole("minimum_quantity", LABELS["minimum_quantity"], placeholder="low stock below this")
        fields.several("tags", "Tags", placeholder="type one, then Enter")


def other_fields(fields: RecordFields) -> None:
    """Everything else."""
    columns = st.columns(2)
    for place, name in enumerate(_REST):
        with columns[place % 2]:
            if name == "pin_count":
                fields.whole(name, LABELS[name])
            else:
                fields.text(name, LABELS[name])
    left, right = st.columns(2)
    with left:
        fields.choice("size_class", LABELS["size_class"], {one: one for one in SIZE_CLASSES})
        fields.decimal("unit_price", "Unit price", 6)
    with right:
        fields.several("storage_needs", "Storage needs", STORAGE_PROPERTIES)
        fields.text("currency", "Currency", placeholder="three capital letters, such as EUR")
    fields.text("product_page", LABELS["product_page"], placeholder="https://, optional")
