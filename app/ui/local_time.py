"""Instants as the person at the screen reads them: in the browser's time zone, or UTC when it does not say."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st


def zone() -> ZoneInfo:
    """The browser's time zone."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def clock_text(instant: datetime, now: datetime, where: ZoneInfo) -> str:
    """`09:00` today, `22 Nov 09:00` on another day, with the year when that is another one."""
    local, today = instant.astimezone(where), now.astimezone(where)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    return f"{local:%-d %b %H:%M}" if local.year == today.year else f"{local:%-d %b %Y %H:%M}"


def age_text(age: timedelta) -> str:
    """`12 min`, `3 h`, `2 days`: one unit is enough to judge by."""
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days"
