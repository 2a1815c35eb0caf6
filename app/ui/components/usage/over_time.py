"""Consumption of everything, or of one part, over a period."""

from datetime import timedelta

import streamlit as st

from app.ui.charts.usage import usage_chart, usage_message
from app.ui.components.chart import show_chart
from app.ui.components.why import why
from app.ui.navigation import link
from app.ui.snapshot_reads import activity_of_part, as_of_date, largest_uses, usage_of_all, usage_of_part
from app.warehouse.snapshot import Snapshot

FIGURES = {
    "used": "used_qty",
    "picked": "pick_qty",
    "used at the bench": "use_qty",
    "scrapped": "scrap_qty",
    "used for repairs": "repair_qty",
    "taken back": "undone_qty",
}
"""What can be asked about a day, and the columns that answer."""
PERIODS = {"30": "30 days", "90": "90 days", "365": "1 year", "730": "2 years"}


def usage_over_time(snapshot: Snapshot, part_key: str | None) -> None:
    """Draw the chart of one part, or of all of them."""
    days = st.segmented_control(
        "Period",
        list(PERIODS),
        format_func=PERIODS.__getitem__,
        default="90",
        required=True,
        key="days",
        bind="query-params",
    )
    end = as_of_date(snapshot)
    start = end - timedelta(days=int(days) - 1)
    if part_key is None:
        usage = usage_of_all(snapshot.id, start, end)
        show_chart(usage_message(usage, start, end), usage_chart(usage, start, end))
        largest = largest_uses(snapshot.id, start, end).to_dicts()
        why(snapshot, "marts.usage_daily_v1", largest, FIGURES, key="usage-of-all")
        return
    if activity_of_part(snapshot.id, part_key) is None:
        st.info(f"The snapshot does not know the part {part_key}.", icon=":material/search_off:")
    else:
        usage = usage_of_part(snapshot.id, part_key, start, end)
        show_chart(usage_message(usage, start, end, part_key), usage_chart(usage, start, end))
        days_used = usage.select("part_key", "day").reverse().to_dicts()
        why(snapshot, "marts.usage_daily_v1", days_used, FIGURES, key="usage-of-part")
    with st.container(horizontal=True):
        link("part", f"Part {part_key}", icon="memory", part=part_key)
        link("usage", "All parts", icon="arrow_back")
