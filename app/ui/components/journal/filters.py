"""Which lines of the ledger are wanted; the address carries all of it, so that it can be shared."""

from datetime import date, datetime, time, timedelta

import streamlit as st

from app.models.stock_movement import REASONS
from app.services.stock_history_service import JournalFilter
from app.ui.addresses import JournalAddress, write_address
from app.ui.local_time import zone

ANY = "any"


def journal_filters(address: JournalAddress) -> JournalFilter:
    """Draw the filters and return what they say; days are those of the person at the screen.

    They are folded until one is used: on a phone they would fill the screen.
    """
    with st.expander("Which lines?", icon=":material/filter_alt:", expanded=address != JournalAddress()):
        return _fields(address)


def _fields(address: JournalAddress) -> JournalFilter:
    part, slot, batch, reason = st.columns(4)
    with part:
        key = st.text_input("Part", address.part or "", max_chars=4, placeholder="any", key="journal-part")
    with slot:
        label = st.text_input("Slot", address.slot or "", max_chars=11, placeholder="any", key="journal-slot")
    with batch:
        number = st.number_input("Batch", 1, 2**31 - 1, value=address.batch, placeholder="any", key="journal-batch")
    with reason:
        why = st.selectbox("Reason", (ANY, *REASONS), bind="query-params", key="reason")
    actor, since, until = st.columns(3)
    with actor:
        who = st.text_input("Who", max_chars=200, placeholder="anybody", key="journal-actor")
    with since:
        first = st.date_input("From", address.since, key="journal-since")
    with until:
        last = st.date_input("To, included", address.until, key="journal-until")
    write_address(part=key or None, slot=label or None, batch=number, since=_day(first), until=_day(last))
    return JournalFilter(
        part_key=key or None,
        location=label or None,
        reason=None if why == ANY else why,
        actor=who or None,
        batch_id=None if number is None else int(number),
        since=_midnight(first),
        until=_midnight(last, days=1),
    )


def _day(chosen: object) -> date | None:
    return chosen if isinstance(chosen, date) else None


def _midnight(chosen: object, *, days: int = 0) -> datetime | None:
    """The beginning of the chosen day, or of one `days` later, where the person is."""
    day = _day(chosen)
    return None if day is None else datetime.combine(day + timedelta(days=days), time.min, zone())
