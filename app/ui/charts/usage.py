"""Consumption per day, or per week where there are too many days to see."""

from datetime import date, timedelta

import altair as alt
import polars as pl

from app.ui.charts.palette import BLUE
from app.ui.counted import counted

DAYS_AS_BARS = 120
"""Above this many days, bars are weeks: a bar narrower than two pixels shows nothing."""


def usage_chart(usage: pl.DataFrame, start: date, end: date) -> alt.Chart:
    """`usage`: `day` (date), `used_qty` (pieces); days without a row count as zero."""
    weekly = is_weekly(start, end)
    bars = (by_week(usage) if weekly else usage).select(
        "day", pl.col("day").dt.offset_by("7d" if weekly else "1d").alias("next"), "used_qty"
    )
    period = "Week from" if weekly else "Day"
    return (
        alt.Chart(bars)
        .mark_bar(color=BLUE, binSpacing=1)
        .encode(
            x=alt.X(
                "day:T",
                title=f"{period} (UTC)",
                scale=alt.Scale(domain=[start.isoformat(), (end + timedelta(days=1)).isoformat()]),
                axis=alt.Axis(tickCount=6, labelOverlap=True),
            ),
            x2=alt.X2("next:T"),
            y2=alt.Y2Datum(0),
            y=alt.Y(
                "used_qty:Q",
                title=f"Used per {'week' if weekly else 'day'}, pieces",
                axis=alt.Axis(tickMinStep=1, format=",d"),
            ),
            tooltip=[
                alt.Tooltip("day:T", title=period, format="%d %b %Y"),
                alt.Tooltip("used_qty:Q", title="Used, pieces"),
            ],
        )
        .properties(height=240)
    )


def usage_message(usage: pl.DataFrame, start: date, end: date, part_key: str | None = None) -> str:
    """What the chart shows, in a sentence; `part_key` is named where the page does not name it already."""
    of = "" if part_key is None else f" of {part_key}"
    total = int(usage["used_qty"].sum())
    span = f"from {start:%-d %b %Y} to {end:%-d %b %Y}"
    if not total:
        return f"Nothing{of} was used {span}"
    peak = usage.sort(["used_qty", "day"], descending=[True, False]).row(0, named=True)
    return f"{counted(total, 'piece')}{of} used {span}, most on {peak['day']:%-d %b %Y} ({peak['used_qty']:,})"


def is_weekly(start: date, end: date) -> bool:
    """True when bars stand for weeks."""
    return (end - start).days > DAYS_AS_BARS


def by_week(usage: pl.DataFrame) -> pl.DataFrame:
    """Sums per week, named by its Monday."""
    return usage.group_by(pl.col("day").dt.truncate("1w")).agg(pl.col("used_qty").sum()).sort("day")
