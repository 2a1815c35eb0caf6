"""Fields that several forms about the stock of one part have."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypedDict

import streamlit as st

from app.services.putaway_service import SlotSuggestion
from app.services.stock_service import MAX_QUANTITY
from app.ui.components.field_errors import FieldErrors
from app.ui.components.plain_text import plain
from app.ui.local_time import zone
from app.ui.writing import form_key

MAX_REFERENCE = 200
REASONS = {"use": "used at the bench", "repair": "put into a repair", "scrap": "broken or thrown away"}


def held_slot(label: str, held: Mapping[str, int], key: str) -> str | None:
    """One of the slots that hold the part; none where there is none."""
    return st.selectbox(label, list(held), format_func=lambda slot: f"{slot} (holds {held[slot]})", key=form_key(key))


def any_slot(
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


def quantity_field(label: str, key: str, errors: FieldErrors) -> int:
    """A number of pieces."""
    value = st.number_input(label, 1, MAX_QUANTITY, value=1, step=1, key=form_key(key))
    errors.below("quantity")
    return int(value)


def reason_field(key: str) -> str:
    """Why pieces are gone."""
    return st.selectbox("Because it was", list(REASONS), format_func=REASONS.__getitem__, key=form_key(key))


def note_field(key: str) -> str | None:
    """A note, if there is one."""
    return st.text_input("Note", placeholder="optional", max_chars=500, key=form_key(key)) or None


class Circumstances(TypedDict):
    """What is told of a change of stock beside the pieces."""

    note: str | None
    reference: str | None
    occurred_at: datetime | None


def circumstances(key: str, errors: FieldErrors) -> Circumstances:
    """A note, and out of the way what it was for and when it happened; all of it may stay empty."""
    note = note_field(f"{key}-note")
    with st.expander("Reference, and when it was not now"):
        reference = st.text_input(
            "Reference", placeholder="such as order 4711", max_chars=MAX_REFERENCE, key=form_key(f"{key}-reference")
        )
        errors.below("reference")
        at = st.datetime_input(f"When it happened ({zone().key})", None, step=60, key=form_key(f"{key}-at"))
        errors.below("occurred_at")
    return {"note": note, "reference": reference or None, "occurred_at": at.replace(tzinfo=zone()) if at else None}


def beyond_reserved(reserved: Mapping[str, int], key: str) -> bool:
    """Whether units that kits hold may be taken, too; asked only where `reserved`, kits to pieces, names some."""
    if not reserved:
        return False
    holders = ", ".join(f"{name} {units:,}" for name, units in reserved.items())
    return st.checkbox(f"Take units that kits hold, too ({plain(holders)})", key=form_key(key))


def submit(label: str, key: str, errors: FieldErrors, *, enabled: bool = True) -> bool:
    """The button that sends the form, with the place for errors about it as a whole."""
    pressed = st.form_submit_button(label, type="primary", key=form_key(key), disabled=not enabled)
    errors.foot()
    return pressed
