"""Split one part over several slots in one action: newly received, or out of one slot."""

from collections.abc import Mapping, Sequence

import polars as pl
import streamlit as st

from app.exceptions import ValidationException
from app.services.putaway_service import SlotSuggestion
from app.services.split_service import Share
from app.services.stock_service import MAX_QUANTITY
from app.ui.components.field_errors import FieldErrors
from app.ui.writing import form_key, write

NEW = "newly received"
_ROWS = 3


def split_form(part_key: str, held: Mapping[str, int], suggested: Sequence[SlotSuggestion]) -> None:
    """The fields and the button; the table starts with the slots that hold the part or are suggested."""
    errors = FieldErrors()
    source = st.selectbox(
        "Take them from",
        [NEW, *held],
        format_func=lambda slot: slot if slot == NEW else f"{slot} (holds {held[slot]})",
        key=form_key("split-source"),
    )
    likely = [*held, *(one.location for one in suggested if one.location not in held)][:_ROWS]
    start = pl.DataFrame({"Slot": likely or [""], "Pieces": [None] * max(len(likely), 1)}, schema=_SCHEMA)
    rows = st.data_editor(
        start,
        num_rows="dynamic",
        hide_index=True,
        column_config={
            "Slot": st.column_config.TextColumn("Slot", help="box-slot, such as 7-3", required=True),
            "Pieces": st.column_config.NumberColumn("Pieces", min_value=1, max_value=MAX_QUANTITY, step=1),
        },
        key=form_key("split-shares"),
    )
    errors.below("shares")
    note = st.text_input("Note", placeholder="optional", max_chars=500, key=form_key("split-note")) or None
    pressed = st.form_submit_button("Split", type="primary", key=form_key("split-submit"))
    errors.foot()
    if pressed:
        origin = None if source == NEW else source
        write(lambda work: work.splits.put(part_key, _shares(rows), source=origin, note=note), errors)


_SCHEMA = {"Slot": pl.String, "Pieces": pl.Int64}


def _shares(rows: pl.DataFrame) -> list[Share]:
    """Rows with a number of pieces; rows without one are slots that were offered and not wanted."""
    shares = []
    for slot, pieces in rows.select("Slot", "Pieces").iter_rows():
        if pieces is None:
            continue
        if not slot or not slot.strip():
            raise ValidationException(f"Say into which slot the {pieces} pieces go", field="shares")
        shares.append(Share(slot.strip(), int(pieces)))
    return shares
