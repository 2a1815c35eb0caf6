"""Stock of one part over time, as steps: it changes at instants, not in between."""

from datetime import date

import altair as alt
import polars as pl

from app.ui.charts.palette import BLUE, VERMILION
from app.ui.charts.stock_outs import stock_out_bands, stock_out_message, stock_outs


def level_chart(levels: pl.DataFrame, minimum: int | None) -> alt.LayerChart:
    """`levels`: `at` (timestamp), `level` (pieces); a dashed line marks the minimum where one is set.

    Spans without a piece are shaded.
    """
    steps = (
        alt.Chart(levels)
        .mark_area(interpolate="step-after", line={"color": BLUE}, color=BLUE, opacity=0.25)
        .encode(
            x=alt.X("at:T", title="Day (UTC)", axis=alt.Axis(tickCount=6, labelOverlap=True)),
            y=alt.Y(
                "level:Q",
                title="In stock, pieces",
                scale=alt.Scale(domainMin=0),
                axis=alt.Axis(tickMinStep=1, format=",d"),
            ),
            tooltip=[
                alt.Tooltip("at:T", title="From", format="%d %b %Y %H:%M"),
                alt.Tooltip("level:Q", title="Pieces"),
            ],
        )
    )
    bands = stock_out_bands(stock_outs(levels))
    if not minimum:
        return (bands + steps + steps.mark_point(opacity=0)).properties(height=240)
    rule = alt.Chart(pl.DataFrame({"minimum": [minimum]})).mark_rule(color=VERMILION, strokeDash=[6, 4])
    text = rule.mark_text(align="left", dx=4, dy=-6, color=VERMILION).encode(
        x=alt.value(0), text=alt.TextValue("minimum")
    )
    return (bands + steps + rule.encode(y=alt.Y("minimum:Q")) + text.encode(y=alt.Y("minimum:Q"))).properties(
        height=240
    )


def level_message(levels: pl.DataFrame, as_of: date) -> str:
    """What the chart shows, in a sentence."""
    figures = levels["level"].to_list()
    level, low, high = figures[-1], min(figures), max(figures)
    since = f"since {levels['at'][0]:%-d %b %Y}"
    empty = stock_out_message(stock_outs(levels))
    return f"{level:,} pieces on {as_of:%-d %b %Y}, between {low:,} and {high:,} {since}{empty}"
