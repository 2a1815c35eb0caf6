"""Where boxes stand, coloured by how often they are fetched from, before and after a plan."""

from collections.abc import Sequence

import altair as alt
import polars as pl

from app.domain.placement.box_map import BoxVisits
from app.ui.charts.palette import BLUE, GREY, SKY, VERMILION
from app.ui.counted import counted

_SAYS = {1: "more often", 0: "as before", -1: "less often"}
_SHAPES = {"more often": "triangle-up", "as before": "square", "less often": "triangle-down"}


def box_map(boxes: Sequence[BoxVisits], *, is_after: bool) -> alt.LayerChart:
    """One of the two pictures, seen from above, with one scale and legend for both; shapes say what changed after."""
    rows = pl.DataFrame(
        [
            {
                "box": box.box_no, "x": box.drawn_x, "y": box.y_m, "level": box.level,
                "visits": box.after if is_after else box.before, "change": _SAYS[box.change if is_after else 0],
            }
            for box in boxes
        ]
    )  # fmt: skip
    most = max(max(box.before, box.after) for box in boxes)
    marks = (
        alt.Chart(rows)
        .mark_point(filled=True, size=90, opacity=1, stroke=GREY, strokeWidth=0.5)
        .encode(
            x=alt.X("x:Q", title="Metres from the bench, sideways"),
            y=alt.Y("y:Q", title="Metres away"),
            color=alt.Color(
                "visits:Q",
                scale=alt.Scale(domain=[0, most], range=["#e6f2fa", SKY, BLUE]),
                legend=alt.Legend(title="Fetches a month", orient="bottom", gradientLength=140),
            ),
            shape=alt.Shape(
                "change:N",
                scale=alt.Scale(domain=list(_SHAPES), range=list(_SHAPES.values())),
                legend=alt.Legend(
                    title="Fetched from", orient="bottom", columns=1, symbolFillColor=GREY, symbolStrokeColor=GREY
                ),
            ),
            tooltip=[
                alt.Tooltip("box:Q", title="Box"),
                alt.Tooltip("level:Q", title="Level"),
                alt.Tooltip("visits:Q", title="Fetches a month", format=".1f"),
                alt.Tooltip("change:N", title="Fetched from"),
            ],
        )
    )
    bench = alt.Chart(pl.DataFrame({"x": [0.0], "y": [0.0]})).mark_point(
        shape="cross", filled=True, size=120, color=VERMILION
    )
    return (bench.encode(x=alt.X("x:Q"), y=alt.Y("y:Q"), tooltip=alt.TooltipValue("bench")) + marks).properties(
        height=380
    )


def before_message(boxes: Sequence[BoxVisits]) -> str:
    """What the picture before the plan shows, in a sentence."""
    busiest = max(boxes, key=lambda box: (box.before, -box.box_no))
    if not busiest.before:
        return "Before: nothing is fetched"
    return f"Before: box {busiest.box_no} is fetched from most, {busiest.before:,.1f} times a month"


def after_message(boxes: Sequence[BoxVisits]) -> str:
    """What the picture after the plan shows, in a sentence."""
    more, less = (sum(box.change == change for box in boxes) for change in (1, -1))
    return f"After: {counted(more, 'box', 'boxes')} fetched from more often, {less:,} less often"
