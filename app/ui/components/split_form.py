"""One part and several slots in one action: put into them, newly received or out of one slot, or used from them."""

from collections.abc import Mapping, Sequence

import polars as pl
import streamlit as st

from app.exceptions import ValidationException
from app.services.putaway_service import SlotSuggestion
from app.services.split_service import Share
from app.services.stock_service import MAX_QUANTITY
from app.ui.components.field_errors import FieldErrors
from app.ui.components.stock_fields import beyond_reserved, note_field, reason_field, submit
from app.ui.writing import form_key, write

NEW = "newly received"
_ROWS = 3
_SCHEMA = {"Slot": pl.String, "Pieces": pl.Int64}


def split_form(
    part_key: str, held: Mapping[str, int], suggested: Sequence[SlotSuggestion], reserved: Mapping[str, int]
) -> None:
    """The fields and the button; the table starts with the slots that hold the part or are suggested.

    `held` maps slots to pieces, `reserved` kits to the pieces they hold.
    """
    errors = FieldErrors()
    source = st.selectbox(
        "Take them from",
        [NEW, *held],
        format_func=lambda slot: slot if slot == NEW else f"{slot} (holds {held[slot]})",
        key=form_key("split-source"),
    )
    likely = [*held, *(one.location for one in suggested if one.location not in held)][:_ROWS]
    rows = _table(likely, "split-shares", errors)
    note = note_field("split-note")
    beyond = beyond_reserved(reserved, "split-beyond")
    if submit("Split", "split-submit", errors):
        origin = None if source == NEW else source
        write(
            lambda work: work.splits.put(part_key, _shares(rows), source=origin, note=note, beyond_reserved=beyond),
            errors,
        )


def take_form(part_key: str, held: Mapping[str, int], reserved: Mapping[str, int]) -> None:
    """The fields and the button; the table starts with the slots that hold the part."""
    errors = FieldErrors()
    rows = _table(list(held), "take-shares", errors)
    errors.below("quantity")
    reason = reason_field("take-reason")
    note = note_field("take-note")
    beyond = beyond_reserved(reserved, "take-beyond")
    if submit("Use", "take-submit", errors, enabled=bool(held)):
        write(
            lambda work: work.splits.take(part_key, _shares(rows), reason=reason, note=note, beyond_reserved=beyond),
            errors,
        )


def _table(likely: Sequence[str], key: str, errors: FieldErrors) -> pl.DataFrame:
    """Slots and pieces to fill in; it starts with the slots that are `likely`."""
    start = pl.DataFrame({"Slot": list(likely) or [""], "Pieces": [None] * max(len(likely), 1)}, schema=_SCHEMA)
    rows: pl.DataFrame = st.data_editor(
        start,
        num_rows="dynamic",
        hide_index=True,
        column_config={
            "Slot": st.column_config.TextColumn("Slot", help="box-slot, such as 7-3", required=True),
            "Pieces": st.column_config.NumberColumn("Pieces", min_value=1, max_value=MAX_QUANTITY, step=1),
        },
        key=form_key(key),
    )
    errors.below("shares")
    return rows


def _shares(rows: pl.DataFrame) -> list[Share]:
    """Rows with a number of pieces; rows without one are slots that were offered and not wanted."""
    shares = []
    for slot, pieces in rows.select("Slot", "Pieces").iter_rows():
        if pieces is None:
            continue
        if not slot or not slot.strip():
            raise ValidationException(f"Say which slot the {pieces} pieces are about", field="shares")
        shares.append(Share(slot.strip(), int(pieces)))
    return shares
