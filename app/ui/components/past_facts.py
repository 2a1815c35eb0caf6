"""What a part or a device was on a past day, as the snapshot's histories know it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import streamlit as st

from app.ui.addresses import write_address
from app.ui.components.plain_text import plain
from app.ui.components.tables import facts_table
from app.ui.local_time import zone


def past_day(label: str, on: date | None, end: date, *, key: str) -> datetime | None:
    """Ask for a day and keep it in the address as `on`; its last instant (UTC), None while no day is chosen."""
    if on is not None and on > end:
        st.warning(f"The snapshot knows days up to {end:%-d %b %Y}, not {on}.", icon=":material/link_off:")
        on = None
    day = st.date_input(label, value=on, max_value=end, key=key)
    write_address(on=day)
    return datetime.combine(day, time.max, tzinfo=UTC) if isinstance(day, date) else None


def past_facts(facts: Mapping[str, Any] | None, labels: Mapping[str, str], at: datetime) -> None:
    """Draw the version that held at `at`, its columns under their labels; empty ones are left out."""
    if facts is None:
        st.info(
            f"No version of {at:%-d %b %Y} is known: it was not there yet, or no run had seen it.",
            icon=":material/history_toggle_off:",
        )
        return
    facts_table({label: _words(facts[name]) for name, label in labels.items() if _words(facts[name])})
    if facts["observed_at"] > at:
        _first_seen(facts["observed_at"], at)
    else:
        st.caption(plain(f"This version held from {_clock(facts['valid_from'])}."))


def _first_seen(observed_at: datetime, at: datetime) -> None:
    """The first version that was ever seen may not have been the first there was."""
    st.info(
        plain(
            f"First seen {_clock(observed_at)}: no run saw what it was on {at:%-d %b %Y}. "
            "It is taken to have been the same."
        ),
        icon=":material/history_toggle_off:",
    )


def _clock(instant: datetime) -> str:
    return f"{instant.astimezone(zone()):%-d %b %Y %H:%M}"


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)
