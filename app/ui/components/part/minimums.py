"""Minimums of single slots: see, set and clear them."""

from collections.abc import Mapping

import streamlit as st

from app.services.stock_service import MAX_QUANTITY
from app.ui.components.field_errors import FieldErrors
from app.ui.components.tables import small_table
from app.ui.resources import unit_of_work
from app.ui.writing import form_key, write_edit


def part_minimums(part_key: str, held: Mapping[str, int]) -> None:
    """Draw the minimums of a part under a fold; slots that are short are named in its title."""
    with unit_of_work() as work:
        floors = {floor.location.label: floor.minimum_quantity for floor in work.minimums.of_part(part_key)}
    short = [slot for slot, least in floors.items() if held.get(slot, 0) < least]
    title = f"Minimum per slot: refill {', '.join(short)}" if short else "Minimum per slot"
    with st.expander(title, icon=":material/low_priority:", expanded=bool(short)):
        if floors:
            small_table(
                [
                    {"Slot": slot, "Holds, pieces": held.get(slot, 0), "At least, pieces": least}
                    for slot, least in floors.items()
                ]
            )
        _form(part_key, [*floors, *(slot for slot in held if slot not in floors)])


def _form(part_key: str, slots: list[str]) -> None:
    with st.form(form_key(f"minimum-{part_key}"), border=False):
        errors = FieldErrors()
        slot = st.selectbox(
            "Slot", slots, accept_new_options=True, placeholder="box-slot, such as 7-3", key=form_key("minimum-slot")
        )
        errors.below("location")
        least = st.number_input("At least, pieces; 0 for none", 0, MAX_QUANTITY, key=form_key("minimum-quantity"))
        errors.below("minimum_quantity")
        pressed = st.form_submit_button("Set", key=form_key("minimum-submit"))
        errors.foot()
    if not pressed:
        return
    if least:
        message = f"Slot {slot} should hold at least {least} of {part_key}"
        write_edit(lambda work: work.minimums.set(part_key, slot or "", int(least)), message, errors)
    else:
        message = f"Slot {slot} has no minimum of {part_key} any more"
        write_edit(lambda work: work.minimums.clear(part_key, slot or ""), message, errors)
