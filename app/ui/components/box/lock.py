"""Let no new stock into a slot, or let it in again."""

import streamlit as st

from app.ui.components.field_errors import FieldErrors
from app.ui.writing import form_key, write_edit


def slot_lock(label: str, *, is_locked: bool) -> None:
    """Draw the button that locks or unlocks a slot; what lies there stays."""
    word, icon = ("Unlock", "lock_open") if is_locked else ("Lock", "lock")
    errors = FieldErrors()
    pressed = st.button(word, icon=f":material/{icon}:", key=form_key(f"slot-lock-{label}"))
    errors.foot()
    if pressed and is_locked:
        write_edit(lambda work: work.boxes.unlock_location(label), f"Unlocked slot {label}", errors)
    elif pressed:
        write_edit(lambda work: work.boxes.lock_location(label), f"Locked slot {label}", errors)
