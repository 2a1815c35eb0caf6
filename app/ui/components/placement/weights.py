"""What counts in a plan: the store's weights, each in metres a month, and the form that changes them."""

from dataclasses import asdict

import streamlit as st

from app.domain.placement.weights import LARGEST, LONGEST_MONTHS, MEANINGS, Weights
from app.ui.components.field_errors import FieldErrors
from app.ui.resources import unit_of_work
from app.ui.writing import form_key, write

LABELS = {
    "travel": "Walks from the bench",
    "co_use": "Between parts of one walk",
    "spread": "A further box of a category, m",
    "handling": "Handling of a move, m",
    "horizon_months": "A move pays within, months",
    "misplaced": "A part against the rules, m",
}


def weights_section() -> None:
    """The form, closed until it is wanted."""
    with st.expander("What counts, and how much"):
        with unit_of_work() as work:
            now = asdict(work.placement_weights.get())
        st.caption("All of it is metres a month, for every plan of this store until it is changed again.")
        errors = FieldErrors()
        with st.form(form_key("weights"), border=False):
            typed = _fields(now, errors)
            left, right = st.columns(2)
            with left:
                saved = st.form_submit_button("Save weights", icon=":material/save:", key=form_key("weights-save"))
            with right:
                usual = st.form_submit_button("Take the usual ones", key=form_key("weights-usual"))
        errors.foot()
    if saved or usual:
        write(lambda work: work.placement_weights.put(Weights() if usual else Weights(**typed)), errors)


def _fields(now: dict[str, float], errors: FieldErrors) -> dict[str, float]:
    """A field for each weight, with what it means under it."""
    typed: dict[str, float] = {}
    columns = st.columns(3)
    for place, (name, label) in enumerate(LABELS.items()):
        with columns[place % len(columns)]:
            typed[name] = st.number_input(
                label,
                min_value=0.0,
                max_value=LONGEST_MONTHS if name == "horizon_months" else LARGEST,
                value=float(now[name]),
                step=1.0,
                key=form_key(f"weight-{name}"),
                help=MEANINGS[name],
            )
            errors.below(name)
    return typed
