"""Receive what arrived of an ordered line into suggested slots, and complete the line."""

from collections.abc import Sequence

import streamlit as st

from app.domain.placement.putaway import NO_HABITS
from app.services.putaway_service import SlotSuggestion
from app.services.shopping.board_reader import BoardLine
from app.services.shopping.receiving_service import Allocation
from app.services.stock_service import MAX_QUANTITY
from app.ui.components.field_errors import FieldErrors
from app.ui.resources import unit_of_work
from app.ui.shortcuts import RECEIVE
from app.ui.snapshot_reads import habits_of
from app.ui.writing import form_key, write_edit
from app.warehouse.snapshot import Snapshot

MOST_SLOTS = 10


def receive_forms(entry: BoardLine, snapshot: Snapshot | None) -> None:
    """Draw both forms of an ordered line."""
    line = entry.line
    expected = f", expected {line.expected_on:%-d %b %Y}" if line.expected_on else ""
    st.caption(f"{line.received:,} of {line.ordered:,} pieces arrived{expected}.")
    _receive(entry, slots_for(entry, snapshot))
    _complete(entry)


def slots_for(entry: BoardLine, snapshot: Snapshot | None) -> list[SlotSuggestion]:
    """Slots for the line, best first: holding it, then free ones where keeping it costs least walking."""
    part = entry.line.part
    habits = NO_HABITS if snapshot is None or part is None else habits_of(snapshot.id, part.key)
    with unit_of_work() as work:
        return work.putaway.for_line(entry.line.id, habits)


def _receive(entry: BoardLine, suggested: Sequence[SlotSuggestion]) -> None:
    line, errors = entry.line, FieldErrors()
    rows = int(
        st.number_input("Put into how many slots", 1, MOST_SLOTS, value=1, key=form_key(f"receive-slots-{line.id}"))
    )
    words = {slot.location: f"{slot.location} ({slot.reasons[0]})" for slot in suggested}
    with st.form(form_key(f"receive-{line.id}"), border=False):
        allocations = []
        for row in range(rows):
            slot_column, quantity_column = st.columns(2)
            with slot_column:
                slot = st.selectbox(
                    "Slot",
                    list(words),
                    index=row if row < len(words) else None,
                    format_func=lambda option: words.get(option, option),
                    accept_new_options=True,
                    placeholder="box-slot, such as 7-3",
                    key=form_key(f"receive-slot-{row}-{line.id}"),
                )
            with quantity_column:
                left = max(line.ordered - line.received, 1) if row == 0 and rows == 1 else 1
                pieces = st.number_input(
                    "Pieces", 1, MAX_QUANTITY, value=left, key=form_key(f"receive-quantity-{row}-{line.id}")
                )
            allocations.append(Allocation(slot or "", int(pieces)))
        errors.below("location")
        errors.below("allocations")
        pressed = st.form_submit_button("Receive", type="primary", key=form_key("receive"), shortcut=RECEIVE)
        errors.foot()
    if pressed:
        line_id, total = line.id, sum(allocation.quantity for allocation in allocations)
        write_edit(
            lambda work: work.receiving.receive(line_id, allocations), f"Received {total} of {entry.name}", errors
        )


def _complete(entry: BoardLine) -> None:
    line_id, errors = entry.line.id, FieldErrors()
    with st.form(form_key(f"complete-{line_id}"), border=False):
        reason = st.text_input(
            "Nothing more is expected because",
            max_chars=500,
            placeholder="only needed when more or less than ordered arrived",
            key=form_key(f"complete-reason-{line_id}"),
        )
        errors.below("reason")
        pressed = st.form_submit_button("Complete", key=form_key("complete"))
        errors.foot()
    if pressed:
        write_edit(
            lambda work: work.receiving.complete(line_id, reason=reason or None), f"Completed {entry.name}", errors
        )
