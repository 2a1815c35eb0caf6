"""Spans in which a part was out of stock, shaded behind a chart over time."""

import altair as alt
import polars as pl

from app.ui.charts.palette import VERMILION


def stock_outs(levels: pl.DataFrame) -> pl.DataFrame:
    """`start, end` of every span without a piece; `levels`: `at, level` after each change, the last row being now."""
    spans = levels.sort("at").select(start="at", end=pl.col("at").shift(-1), level="level")
    empty = spans.filter((pl.col("level") <= 0) & (pl.col("end") > pl.col("start")))
    return empty.select("start", "end")


def stock_out_bands(outs: pl.DataFrame) -> alt.Chart:
    """Bands as high as the chart; a tooltip says from when to when."""
    return (
        alt.Chart(outs)
        .mark_rect(color=VERMILION, opacity=0.15)
        .encode(
            x=alt.X("start:T"),
            x2=alt.X2("end:T"),
            tooltip=[
                alt.Tooltip("start:T", title="Out of stock from", format="%d %b %Y"),
                alt.Tooltip("end:T", title="to", format="%d %b %Y"),
            ],
        )
    )


def stock_out_message(outs: pl.DataFrame) -> str:
    """How long the part was out of stock, to be added to a sentence; nothing when it never was."""
    if outs.is_empty():
        return ""
    hours = sum((end - start).total_seconds() for start, end in outs.iter_rows()) / 3600
    length = f"{hours / 24:,.0f} days" if hours >= 36 else f"{hours:,.0f} hours" if hours >= 1.5 else "an hour or less"
    return f"; out of stock for {length} in all (shaded)"
