"""What applied plans were said to save, and what they saved since."""

from dataclasses import asdict

import polars as pl
import streamlit as st

from app.ui.components.tables import data_table, number, text
from app.ui.resources import unit_of_work
from app.warehouse.snapshot import Snapshot


def outcomes_section(snapshot: Snapshot) -> None:
    """A table of the plans applied last; a sentence while there are none."""
    st.subheader("What applied plans brought", anchor=False)
    with unit_of_work() as work:
        found = work.placement_outcomes.latest(snapshot)
    if not found:
        st.caption("No plan was applied yet. Once one is, the walks of the days after it are counted here.")
        return
    st.caption("Walks from the day after the moves on, held against the same walks with everything in its old slot.")
    frame = pl.DataFrame(
        {
            "applied": [f"{one.applied_at:%-d %b %Y}" for one in found],
            "moves": [one.moves for one in found],
            "days": [one.days for one in found],
            "predicted": [one.predicted_m_per_month for one in found],
            "observed": [one.observed_m_per_month for one in found],
            "batch": [one.batch_id for one in found],
        },
        schema_overrides={"predicted": pl.Float64, "observed": pl.Float64},
    )
    columns = {
        "applied": text("Applied (UTC)", width=100),
        "moves": number("Parts moved", width=90),
        "days": number("Days since", width=80),
        "predicted": number("Predicted, m a month", width=140, digits=1),
        "observed": number("Saved, m a month", width=120, digits=1, help_text="Empty before the first whole day."),
        "batch": number("Batch", width=70),
    }
    data_table(frame, columns, key="placement-outcomes")
    _moves(snapshot, {one.batch_id: f"Batch {one.batch_id}, {one.applied_at:%-d %b %Y}" for one in found})


def _moves(snapshot: Snapshot, plans: dict[int, str]) -> None:
    """Each move of one of the plans by itself."""
    batch = st.selectbox(
        "Moves of one plan", plans, index=None, format_func=lambda number: plans[number], placeholder="Choose a plan",
        key="placement-outcome-of",
    )  # fmt: skip
    if batch is None:
        return
    with unit_of_work() as work:
        found = work.placement_outcomes.moves(batch, snapshot)
    st.caption("Saved: how much longer the walks since would have been had only this part stayed in its old slot.")
    numbers = dict.fromkeys(("predicted_m_per_month", "observed_m_per_month"), pl.Float64)
    columns = {
        "part": text("Part", width=70),
        "origin": text("From", width=70),
        "target": text("To", width=70),
        "visits": number("Walks since", width=90),
        "predicted_m_per_month": number("Predicted, m a month", width=140, digits=1),
        "observed_m_per_month": number("Saved, m a month", width=120, digits=1),
    }
    frame = pl.DataFrame([asdict(one) for one in found], schema_overrides=numbers)
    data_table(frame, columns, key="placement-move-outcomes")
