"""One device on a past day: what it ran and how it was configured."""

import json
from datetime import date

import streamlit as st

from app.ui.components.frame import nothing_published
from app.ui.components.past_facts import past_day, past_facts
from app.ui.snapshot_reads import as_of_date, device_on
from app.warehouse.snapshot import Snapshot

LABELS = {
    "name": "Name",
    "model_code": "Model",
    "is_active": "In service",
    "firmware_version": "Ran firmware",
    "model_firmware": "Its model should run",
    "rotation_state": "Secret rotation",
    "config_version": "Configuration",
}


def device_past(device_key: str, on: date | None, snapshot: Snapshot | None) -> None:
    """Draw the choice of a day and the version of that day, or what to do when nothing is published."""
    st.subheader("On a past day", anchor=False)
    if snapshot is None:
        nothing_published("what a device was on a past day")
        return
    at = past_day("What it was at the end of this day (UTC)", on, as_of_date(snapshot), key=f"on-{device_key}")
    if at is None:
        return
    facts = device_on(snapshot.id, device_key, at)
    past_facts(facts, LABELS, at)
    if facts is not None and facts["config"] is not None:
        with st.expander("Its configuration then"):
            st.code(json.dumps(facts["config"], indent=2, sort_keys=True, ensure_ascii=False), language="json")
