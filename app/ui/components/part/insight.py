"""What the snapshot knows about a part: level and use over time, and what lay where on a past day."""

from datetime import date, timedelta

import polars as pl
import streamlit as st

from app.ui.charts.level import level_chart, level_message
from app.ui.charts.usage import usage_chart, usage_message
from app.ui.components.chart import show_chart
from app.ui.components.frame import nothing_published
from app.ui.components.past_facts import past_day, past_facts
from app.ui.components.plain_text import plain
from app.ui.components.tables import small_table
from app.ui.components.why import why
from app.ui.snapshot_reads import (
    activity_of_part,
    as_of_date,
    levels_of_part,
    part_on,
    spans_of_part,
    stock_on,
    usage_of_part,
)
from app.warehouse.snapshot import Snapshot

DAYS = 365
FIGURES = {
    "used in 365 days": "used_365d",
    "pieces a day": "daily_rate",
    "days the stock lasts": "days_of_stock",
    "class": "abc_class",
    "in stock": "total_quantity",
}
"""What can be asked about a part, and the columns that answer."""
SPAN_FIGURES = {"pieces in the slot": "quantity"}
PAST_LABELS = {
    "description": "Description",
    "type_name": "Type",
    "manufacturer": "Manufacturer",
    "manufacturer_code": "Manufacturer's code",
    "package": "Package",
    "size_class": "Size class",
    "storage_needs": "Storage needs",
    "minimum_quantity": "Minimum, pieces",
    "is_archived": "Archived",
}


def part_insight(part_key: str, on: date | None, snapshot: Snapshot | None) -> None:
    """Draw charts and as-of stock of a part, or what to do when they are not there yet."""
    st.subheader("Over time", anchor=False)
    if snapshot is None:
        nothing_published("level and use over time")
        return
    st.caption("From the snapshot named under the title; what was written since then shows after the next run.")
    activity = activity_of_part(snapshot.id, part_key)
    if activity is None:
        st.info("The snapshot does not know this part yet; run the pipeline in Data health.", icon=":material/update:")
        return
    end = as_of_date(snapshot)
    _level(snapshot, part_key, _whole(activity["minimum_quantity"]), end)
    _usage(snapshot, part_key, activity, end)
    _as_of(snapshot, part_key, on, end)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _level(snapshot: Snapshot, part_key: str, minimum: int | None, end: date) -> None:
    levels = levels_of_part(snapshot.id, part_key)
    if levels.is_empty():
        st.info("No stock of this part was ever booked.", icon=":material/show_chart:")
        return
    last = pl.DataFrame(
        {"at": [snapshot.manifest.created_at], "level": [levels["level"][-1]]},
        schema=levels.select("at", "level").schema,
    )
    shown = pl.concat([levels.select("at", "level"), last])
    show_chart(level_message(shown, end), level_chart(shown, minimum))
    why(snapshot, "marts.stock_asof_v1", spans_of_part(snapshot.id, part_key).to_dicts(), SPAN_FIGURES, key="level")


def _usage(snapshot: Snapshot, part_key: str, activity: dict[str, object], end: date) -> None:
    start = end - timedelta(days=DAYS - 1)
    usage = usage_of_part(snapshot.id, part_key, start, end)
    show_chart(usage_message(usage, start, end), usage_chart(usage, start, end))
    rate, days = activity["daily_rate"], activity["days_of_stock"]
    if rate is None:
        st.caption(plain(f"No daily rate: {activity['rate_note']}"))
    else:
        left = "" if days is None else f"; the stock lasts {float(str(days)):,.0f} days at this rate"
        st.caption(plain(f"{float(str(rate)):.2f} pieces a day on average{left}. Class {activity['abc_class']}."))
    why(snapshot, "marts.part_activity_v1", [{"part_key": part_key}], FIGURES, key="activity")


def _as_of(snapshot: Snapshot, part_key: str, on: date | None, end: date) -> None:
    st.subheader("On a past day", anchor=False)
    at = past_day("Where it lay, and what it was, at the end of this day (UTC)", on, end, key=f"on-{part_key}")
    if at is None:
        return
    rows = stock_on(snapshot.id, part_key, at)
    if rows.is_empty():
        st.info(f"Nothing of {part_key} was in stock on {at:%-d %b %Y}.", icon=":material/inbox:")
    else:
        st.markdown(f"**{rows['quantity'].sum():,} pieces on {at:%-d %b %Y}**")
        small_table([{"Slot": row["location"], "Pieces": row["quantity"]} for row in rows.iter_rows(named=True)])
        spans = spans_of_part(snapshot.id, part_key, at).to_dicts()
        why(snapshot, "marts.stock_asof_v1", spans, SPAN_FIGURES, key="past-stock")
    with st.expander("The part as it was then"):
        past_facts(part_on(snapshot.id, part_key, at), PAST_LABELS, at)
