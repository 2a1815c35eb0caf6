"""What a part is: its fields as the catalogue knows them; empty ones are left out."""

from collections.abc import Sequence

import streamlit as st

from app.models import Kit, Part
from app.ui.components.tables import facts_table

_LABELS = {
    "manufacturer": "Manufacturer",
    "manufacturer_code": "Manufacturer's code",
    "package": "Package",
    "pin_count": "Pins",
    "pin_pitch": "Pin pitch",
    "voltage_rating": "Voltage rating",
    "input_voltage": "Input voltage",
    "output_voltage": "Output voltage",
    "mounting_type": "Mounting",
    "series": "Series",
    "dimensions": "Dimensions",
    "size_class": "Size class",
    "minimum_quantity": "Minimum, pieces",
    "product_page": "Product page",
    "external_ref": "Imported as",
}


def part_facts(part: Part, kits: Sequence[Kit]) -> None:
    """Draw the fields of a part and the kits that need it."""
    facts_table(part_fields(part))
    if kits:
        st.caption("Needed by")
        st.text(", ".join(kit.name for kit in kits))


def part_fields(part: Part) -> dict[str, str]:
    """Label to value of everything that is known about a part."""
    fields = {"Type": part.type.name if part.type else "none yet"}
    fields |= {label: str(value) for name, label in _LABELS.items() if (value := getattr(part, name)) is not None}
    if part.unit_price is not None:
        fields["Unit price"] = f"{part.unit_price.normalize():f} {part.currency}"
    for label, values in (("Tags", part.tags), ("Storage needs", part.storage_needs)):
        if values:
            fields[label] = ", ".join(values)
    return fields
