"""What a part is: its fields as the catalogue knows them; empty ones are left out."""

from collections.abc import Sequence

import streamlit as st

from app.models import Kit, Part
from app.services.reservation_service import Claim
from app.ui.components.plain_text import plain
from app.ui.components.tables import facts_table
from app.ui.counted import counted
from app.ui.navigation import link

LABELS = {
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
"""What the fields of a part are called."""


def part_facts(part: Part, kits: Sequence[Kit], claims: Sequence[Claim]) -> None:
    """Draw the fields of a part and the kits that need it, with the units they hold."""
    fields = part_fields(part)
    page = fields.pop(LABELS["product_page"], None)  # an address is too long for a cell
    facts_table(fields)
    if page is not None:
        st.link_button(f"Product page at {plain(_host(page))}", page, icon=":material/open_in_new:", help=plain(page))
    if kits or claims:
        st.caption("Needed by")
        for label, kit_id in _needed_by(kits, claims).items():
            link("kits", label, icon="category", kit=str(kit_id))


def _host(address: str) -> str:
    return address.partition("://")[2].partition("/")[0] or address


def _needed_by(kits: Sequence[Kit], claims: Sequence[Claim]) -> dict[str, int]:
    """Kits in words with their ids: first those that hold units, also through kits inside them, then the others."""
    holding = {f"{claim.kit.name} holds {counted(claim.units, 'piece')}": claim.kit.id for claim in claims}
    others = {kit.name: kit.id for kit in kits if kit.id not in holding.values()}
    return holding | others


def part_fields(part: Part) -> dict[str, str]:
    """Label to value of everything that is known about a part."""
    fields = {"Type": part.type.name if part.type else "none yet"}
    fields |= {label: str(value) for name, label in LABELS.items() if (value := getattr(part, name)) is not None}
    if part.unit_price is not None:
        fields["Unit price"] = f"{part.unit_price.normalize():f} {part.currency}"
    for label, values in (("Tags", part.tags), ("Storage needs", part.storage_needs)):
        if values:
            fields[label] = ", ".join(values)
    return fields
