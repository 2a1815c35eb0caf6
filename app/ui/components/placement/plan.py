"""A plan of moves: how many at most, what it saves, which of them are accepted, and their application."""

from time import perf_counter
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from app.ui.charts.box_map import after_message, before_message, box_map
from app.ui.charts.category_boxes import category_chart, category_message, shown_categories
from app.ui.charts.gain import gain_chart, gain_message
from app.ui.components.chart import show_chart
from app.ui.components.errors import guarded
from app.ui.components.field_errors import FieldErrors
from app.ui.components.plain_text import plain
from app.ui.components.tables import number, text
from app.ui.counted import counted
from app.ui.resources import unit_of_work
from app.ui.shortcuts import ADD, MOVE
from app.ui.writing import form_key, write
from app.warehouse.snapshot import Snapshot

if TYPE_CHECKING:
    from app.services.placement.proposal import Proposal

MOST_MOVES = 500
TERM_NAMES = {
    "travel": "Walks from the bench",
    "co_use": "Between parts of one walk",
    "spread": "Scattered categories",
    "misplaced": "Parts where a rule forbids them",
    "moving": "The moves themselves, over a year",
}


def plan_section(snapshot: Snapshot) -> None:
    """The form, and the plan that was found last until it is applied."""
    st.subheader("A plan of moves", anchor=False)
    st.caption("The moves that save most walking together; each can be done by hand, one after the other.")
    kept = form_key("placement-plan")
    left, right = st.columns([1, 2])
    with left:
        most = _asked()
    if most is not None:
        with guarded():
            st.session_state[kept] = snapshot.id, _found(snapshot, most)
    found_for, proposal = st.session_state.get(kept, (None, None))
    if proposal is not None and found_for == snapshot.id:
        with right:
            _curve(proposal)
        _plan(proposal)


def _asked() -> int | None:
    """The form; how many moves were asked for just now."""
    with st.form("plan-form", border=False, enter_to_submit=True):
        most = st.number_input("Moves at most", min_value=1, max_value=MOST_MOVES, value=20, key="plan-moves")
        pressed = st.form_submit_button(
            "Find moves", icon=":material/route:", type="primary", key="plan-find", shortcut=MOVE
        )
    return int(most) if pressed else None


def _curve(proposal: "Proposal") -> None:
    """How much the first moves bring; one move alone has no curve."""
    if len(proposal.curve) > 2:
        show_chart(gain_message(proposal.curve), gain_chart(proposal.curve))


def _found(snapshot: Snapshot, most: int) -> "Proposal":
    from app.services.placement.proposal import SEARCH_SECONDS, propose  # noqa: PLC0415 - loads SciPy and Numba

    bar = st.progress(0.0, "Looking for moves")

    def progress(share: float) -> bool:
        bar.progress(min(share, 1.0), "Looking for moves")
        return True

    with unit_of_work() as work:
        store, weights = work.placement.read(snapshot), work.placement_weights.get()
    proposal = propose(store, most, clock=perf_counter, weights=weights, seconds=SEARCH_SECONDS, progress=progress)
    bar.empty()
    return proposal


def _plan(proposal: "Proposal") -> None:
    st.markdown(f"**{plain(proposal.message)}**")
    for note in proposal.notes:
        st.caption(plain(note))
    if not proposal.moves:
        return
    chosen = _chosen(proposal)
    _terms(proposal)
    _maps(proposal)
    _categories(proposal)
    errors = FieldErrors()
    count = sum(chosen)
    pressed = st.button(
        f"Apply {counted(count, 'move')}",
        icon=":material/move_down:",
        type="primary",
        disabled=not count,
        key="plan-apply",
        shortcut=ADD,
        help="One batch; Undo takes all of it back.",
    )
    errors.foot()
    if pressed:
        accepted = [move for move, is_chosen in zip(proposal.accepted, chosen, strict=True) if is_chosen]
        write(lambda work: work.placement.apply(accepted), errors)


def _chosen(proposal: "Proposal") -> list[bool]:
    """The list of moves with a tick for each; which are ticked."""
    frame = pl.DataFrame(
        {
            "do": [True] * len(proposal.moves),
            "step": [move.step for move in proposal.moves],
            "part": [move.part for move in proposal.moves],
            "origin": [move.origin for move in proposal.moves],
            "target": [move.target for move in proposal.moves],
            "quantity": [move.quantity for move in proposal.moves],
            "saving": [move.saving_m_per_month for move in proposal.moves],
            "reason": [move.reason for move in proposal.moves],
        }
    )
    edited = st.data_editor(
        frame,
        column_config={
            "do": st.column_config.CheckboxColumn("Do it", width=60),
            "step": number("Step", width=50),
            "part": text("Part", width=60),
            "origin": text("From", width=70),
            "target": text("To", width=70),
            "quantity": number("Pieces", width=70),
            "saving": number("Saves, m a month", width=120, digits=1),
            "reason": text("Why", width=360),
        },
        disabled=[name for name in frame.columns if name != "do"],
        hide_index=True,
        key=form_key("plan-accepted"),
    )
    return [bool(one) for one in edited["do"]]


def _maps(proposal: "Proposal") -> None:
    """Before and after side by side, one below the other where there is no room."""
    left, right = st.columns(2)
    with left:
        show_chart(before_message(proposal.boxes), box_map(proposal.boxes, is_after=False))
    with right:
        show_chart(after_message(proposal.boxes), box_map(proposal.boxes, is_after=True))
    st.caption("Seen from above; the cross is the bench. Boxes on each other lie side by side, the lowest first.")


def _categories(proposal: "Proposal") -> None:
    """Boxes of each category; nothing to see where no part has a type."""
    if not proposal.categories:
        return
    shown = shown_categories(proposal.categories)
    show_chart(category_message(proposal.categories), category_chart(shown))
    if len(shown) < len(proposal.categories):
        st.caption(f"The {len(shown)} of {len(proposal.categories)} categories that change or are scattered most.")


def _terms(proposal: "Proposal") -> None:
    with st.expander("What it costs a month, by cause"):
        st.table(
            [
                {"Cause": TERM_NAMES[term], "Before, m a month": f"{before:,.0f}", "After, m a month": f"{after:,.0f}"}
                for term, (before, after) in proposal.terms.items()
            ],
            border="horizontal",
        )
        st.caption(f"At most {proposal.gap:.0%} of what is left could still be saved by any layout.")
