"""Everything that changes the stock of one part: one form at a time, Enter submits."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from app.exceptions import ValidationException
from app.services.putaway_service import SlotSuggestion
from app.services.stock_service import MAX_QUANTITY
from app.ui.components.choice_buttons import choice_buttons
from app.ui.components.field_errors import FieldErrors
from app.ui.components.split_form import split_form, take_form
from app.ui.components.stock_fields import (
    any_slot,
    beyond_reserved,
    circumstances,
    held_slot,
    note_field,
    quantity_field,
    reason_field,
    submit,
)
from app.ui.components.suggested_slots import why_suggested
from app.ui.shortcuts import ADJUST, COUNT, GATHER, MOVE, RECEIVE, SPLIT, USE
from app.ui.writing import form_key, write

ACTIONS = {
    "Use": USE,
    "Receive": RECEIVE,
    "Move": MOVE,
    "Count": COUNT,
    "Split": SPLIT,
    "Use several": GATHER,
    "Adjust": ADJUST,
}
"""What can have happened, with the key that opens its form."""
NEEDS_STOCK = ("Use", "Move", "Count", "Use several")
Form = Callable[[str, Mapping[str, int]], None]


def stock_forms(
    part_key: str,
    held: Mapping[str, int],
    suggested: Callable[[], Sequence[SlotSuggestion]],
    reserved: Mapping[str, int],
) -> None:
    """The forms of one part.

    `held` maps slots to pieces, `suggested` finds slots for new stock and is asked only where some is put away,
    `reserved` maps kits to pieces they hold.
    """
    action = choice_buttons(ACTIONS, "Use" if held else "Receive", key=f"action-{part_key}-{bool(held)}")
    forms: dict[str, Form] = {
        "Use": partial(_use, reserved=reserved),
        "Receive": lambda key, slots: _receive(key, slots, suggested()),
        "Move": partial(_move, reserved=reserved),
        "Count": _count,
        "Split": lambda key, slots: split_form(key, slots, suggested(), reserved),
        "Use several": partial(take_form, reserved=reserved),
        "Adjust": _adjust,
    }
    with st.form(form_key(f"{action}-{part_key}"), border=True):
        if action in NEEDS_STOCK and not held:
            st.text("No stock is held; receive some first.")
        forms[action](part_key, held)


def _use(part_key: str, held: Mapping[str, int], reserved: Mapping[str, int]) -> None:
    errors = FieldErrors()
    slot = held_slot("Take from", held, "use-slot")
    quantity = quantity_field("Quantity, pieces", "use-quantity", errors)
    reason = reason_field("use-reason")
    told = circumstances("use", errors)
    beyond = beyond_reserved(reserved, "use-beyond")
    if submit("Use", "use-submit", errors, enabled=bool(held)):
        write(
            lambda work: work.stock.use(part_key, str(slot), quantity, reason=reason, beyond_reserved=beyond, **told),
            errors,
        )


def _receive(part_key: str, held: Mapping[str, int], suggested: Sequence[SlotSuggestion]) -> None:
    errors = FieldErrors()
    slot = any_slot("Put into", held, suggested, "receive-slot", errors)
    quantity = quantity_field("Quantity, pieces", "receive-quantity", errors)
    told = circumstances("receive", errors)
    why_suggested(suggested)
    if submit("Receive", "receive-submit", errors):
        write(lambda work: work.stock.receive(part_key, slot, quantity, **told), errors)


def _move(part_key: str, held: Mapping[str, int], reserved: Mapping[str, int]) -> None:
    errors = FieldErrors()
    source = held_slot("From", held, "move-from")
    target = st.text_input("To slot", placeholder="box-slot, such as 7-3", key=form_key("move-to"))
    errors.below("location")
    quantity = quantity_field("Quantity, pieces", "move-quantity", errors)
    note = note_field("move-note")
    beyond = beyond_reserved(reserved, "move-beyond")
    if submit("Move", "move-submit", errors, enabled=bool(held)):
        write(
            lambda work: work.stock.move(part_key, str(source), target, quantity, note=note, beyond_reserved=beyond),
            errors,
        )


def _count(part_key: str, held: Mapping[str, int]) -> None:
    errors = FieldErrors()
    slot = held_slot("Counted in", held, "count-slot")
    counted = st.number_input("Found, pieces", 0, MAX_QUANTITY, value=None, step=1, key=form_key("count-quantity"))
    errors.below("counted")
    note = note_field("count-note")
    if submit("Record the count", "count-submit", errors, enabled=bool(held)):
        if counted is None:  # an empty field must not count as zero
            errors.show(ValidationException("Say how many pieces you found; 0 when there are none", field="counted"))
            return
        write(lambda work: work.stock.count(part_key, str(slot), int(counted), note=note), errors)


def _adjust(part_key: str, held: Mapping[str, int]) -> None:
    errors = FieldErrors()
    slot = any_slot("Slot", held, (), "adjust-slot", errors)
    delta = st.number_input(
        "Correction, pieces",
        -MAX_QUANTITY,
        MAX_QUANTITY,
        value=None,
        step=1,
        placeholder="such as -2 or 5",
        key=form_key("adjust-quantity"),
    )
    errors.below("quantity")
    note = st.text_input("Because", max_chars=500, placeholder="in a few words", key=form_key("adjust-note"))
    errors.below("note")
    if submit("Adjust", "adjust-submit", errors):
        if not delta:
            errors.show(ValidationException("Say how many pieces more, or fewer with a minus", field="quantity"))
            return
        write(lambda work: work.stock.adjust(part_key, slot, int(delta), note=note), errors)
