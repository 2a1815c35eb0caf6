"""What a plan saves over the number of its moves."""

from collections.abc import Sequence

import altair as alt
import polars as pl

from app.domain.placement.gain_curve import GainPoint
from app.ui.charts.palette import BLUE
from app.ui.counted import counted

_MOST = 0.8
"""The share of the saving that is called most of it."""


def gain_chart(curve: Sequence[GainPoint]) -> alt.Chart:
    """`curve`: points of a plan from no step to all."""
    rows = pl.DataFrame({"steps": [p.steps for p in curve], "saving": [p.saving_m_per_month for p in curve]})
    return (
        alt.Chart(rows)
        .mark_line(color=BLUE, point=True)
        .encode(
            x=alt.X("steps:Q", title="Moves done", axis=alt.Axis(tickMinStep=1, format=",d")),
            y=alt.Y("saving:Q", title="Saved, m a month", axis=alt.Axis(format=",d")),
            tooltip=[
                alt.Tooltip("steps:Q", title="Moves done"),
                alt.Tooltip("saving:Q", title="Saved, m a month", format=",.1f"),
            ],
        )
        .properties(height=240)
    )


def gain_message(curve: Sequence[GainPoint]) -> str:
    """What the chart shows, in a sentence; `curve` has more than its first point."""
    last = curve[-1]
    if last.saving_m_per_month <= 0:
        return f"{counted(last.steps, 'move')} cost {-last.saving_m_per_month:,.0f} m a month: rules come first"
    enough = next(p for p in curve if p.saving_m_per_month >= _MOST * last.saving_m_per_month)
    share = enough.saving_m_per_month / last.saving_m_per_month
    if enough.steps == last.steps:
        return f"All {counted(last.steps, 'move')} are needed to save {last.saving_m_per_month:,.0f} m a month"
    first = "The first move brings" if enough.steps == 1 else f"The first {enough.steps:,} moves bring"
    return f"{first} {share:.0%} of the saving"
