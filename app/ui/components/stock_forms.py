"""Receive, use, move, split and count one part: one form at a time, Enter submits."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from app.exceptions import ValidationException
from app.services.putaway_service import SlotSuggestion
from app.services.stock_service import MAX_QUANTITY
from app.ui.components.field_errors import FieldErrors
from app.ui.components.plain_text import plain
from app.ui.components.split_form import split_form
from app.ui.components.suggested_slots import why_suggested
from app.ui.writing import form_key, write

ACTIONS = ("Use", "Receive", "Move", "Split", "Count")
Form = Callable[[str, Mapping[str, int]], None]
REASONS = {"use": "used at the bench", "repair": "put into a repair", "scrap": "broken or thrown away"}


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
    action = st.segmented_control(
        "What happened?",
        ACTIONS,
        default="Use" if held else "Receive",
        required=True,
        key=f"action-{part_key}-{bool(held)}",
        label_visibility="collapsed",
    )
    forms: dict[str, Form] = {"Use": partial(_use, reserved=reserved), "Move": _move, "Count": _count}
    with st.form(form_key(f"{action}-{part_key}"), border=True):
        if action in forms and not held:
            st.text("No stock is held; receive some first.")
        if action == "Receive":
            _receive(part_key, held, suggested())
        elif action == "Split":
            split_form(part_key, held, suggested())
        else:
            forms[str(action)](part_key, held)


def _use(part_key: str, held: Mapping[str, int], reserved: Mapping[str, int]) -> None:
    errors = FieldErrors()
    slot = _held_slot("Take from", held, "use-slot")
    quantity = _quantity("Quantity, pieces", "use-quantity", errors)
    reason = st.selectbox("Because it was", list(REASONS), format_func=REASONS.__getitem__, key=form_key("use-reason"))
    note = _note("use-note")
    beyond = _beyond_reserved(reserved)
    if _submit("Use", "use-submit", errors, enabled=bool(held)):
        write(
            lambda work: work.stock.use(
                part_key, str(slot), quantity, reason=reason, note=note, beyond_reserved=beyond
            ),
            errors,
        )


def _receive(part_key: str, held: Mapping[str, int], suggested: Sequence[SlotSuggestion]) -> None:
    errors = FieldErrors()
    slot = _any_slot("Put into", held, suggested, "receive-slot", errors)
    quantity = _quantity("Quantity, pieces", "receive-quantity", errors)
    note = _note("receive-note")
    why_suggested(suggested)
    if _submit("Receive", "receive-submit", errors):
        write(lambda work: work.stock.receive(part_key, slot, quantity, note=note), errors)


def _move(part_key: str, held: Mapping[str, int]) -> None:
    errors = FieldErrors()
    source = _held_slot("From", held, "move-from")
    target = st.text_input("To slot", placeholder="box-slot, such as 7-3", key=form_key("move-to"))
    errors.below("location")
    quantity = _quantity("Quantity, pieces", "move-quantity", errors)
    note = _note("move-note")
    if _submit("Move", "move-submit", errors, enabled=bool(held)):
        write(lambda work: work.stock.move(part_key, str(source), target, quantity, note=note), errors)


def _count(part_key: str, held: Mapping[str, int]) -> None:
    errors = FieldErrors()
    slot = _held_slot("Counted in", held, "count-slot")
    counted = st.number_input("Found, pieces", 0, MAX_QUANTITY, value=None, step=1, key=form_key("count-quantity"))
    errors.below("counted")
    note = _note("count-note")
    if _submit("Record the count", "count-submit", errors, enabled=bool(held)):
        if counted is None:  # an empty field must not count as zero
            errors.show(ValidationException("Say how many pieces you found; 0 when there are none", field="counted"))
            return
        write(lambda work: work.stock.count(part_key, str(slot), int(counted), note=note), errors)


def _beyond_reserved(reserved: Mapping[str, int]) -> bool:
    """Whether units that kits hold may be taken, too; asked only where kits hold some."""
    if not reserved:
        return False
    holders = ", ".join(f"{name} {units:,}" for name, units in reserved.items())
    return st.checkbox(f"Take units that kits hold, too ({plain(holders)})", key=form_key("use-beyond"))


def _held_slot(label: str, held: Mapping[str, int], key: str) -> str | None:
    return st.selectbox(label, list(held), format_func=lambda slot: f"{slot} (holds {held[slot]})", key=form_key(key))


def _any_slot(
    label: str, held: Mapping[str, int], suggested: Sequence[SlotSuggestion], key: str, errors: FieldErrors
) -> str:
    """A slot that holds the part already, a suggested one, or any other that is typed in."""
    words = {slot: f"{slot} (holds {quantity})" for slot, quantity in held.items()}
    words |= {
        one.location: f"{one.location} (suggested: {one.reasons[0]})" for one in suggested if one.location not in held
    }
    slot = st.selectbox(
        label,
        list(words),
        format_func=lambda option: words.get(option, option),
        accept_new_options=True,
        placeholder="box-slot, such as 7-3",
        key=form_key(key),
    )
    errors.below("location")
    return slot or ""


def _quantity(label: str, key: str, errors: FieldErrors) -> int:
    value = st.number_input(label, 1, MAX_QUANTITY, value=1, step=1, key=form_key(key))
    errors.below("quantity")
    return int(value)


def _note(key: str) -> str | None:
    return st.text_input("Note", placeholder="optional", max_chars=500, key=form_key(key)) or None


def _submit(label: str, key: str, errors: FieldErrors, *, enabled: bool = True) -> bool:
    pressed = st.form_submit_button(label, type="primary", key=form_key(key), disabled=not enabled)
    errors.foot()
    return pressed
