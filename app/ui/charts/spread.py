"""Over how many boxes each category is scattered."""

import altair as alt
import polars as pl

from app.ui.charts.palette import BLUE
from app.ui.counted import counted

CATEGORIES_SHOWN = 15


def spread_chart(spread: pl.DataFrame) -> alt.LayerChart:
    """The most scattered categories of `marts.category_spread_v1`, widest first."""
    top = spread.sort(["boxes", "type_name"], descending=[True, False]).head(CATEGORIES_SHOWN)
    base = alt.Chart(top).encode(
        x=alt.X("boxes:Q", title="Boxes it lies in", axis=alt.Axis(tickMinStep=1)),
        y=alt.Y("type_name:N", title=None, sort=None, axis=alt.Axis(labelLimit=160)),
        tooltip=[
            alt.Tooltip("type_name:N", title="Category"),
            alt.Tooltip("boxes:Q", title="Boxes"),
            alt.Tooltip("parts:Q", title="Parts"),
            alt.Tooltip("main_box_no:Q", title="Most of it in box"),
            alt.Tooltip("main_box_share:Q", title="Share there", format=".0%"),
        ],
    )
    bars = base.mark_bar(color=BLUE)
    labels = base.mark_text(align="left", dx=4, color="#8C8C8C").encode(text=alt.Text("boxes:Q"))
    return (bars + labels).properties(height=24 * top.height + 40)


def spread_message(spread: pl.DataFrame) -> str:
    """What the chart shows, in a sentence."""
    widest = spread.sort(["boxes", "type_name"], descending=[True, False]).row(0, named=True)
    if widest["boxes"] == 1:
        return "Every category lies in one box"
    return f"{widest['type_name']} is scattered most: {counted(widest['parts'], 'part')} in {widest['boxes']} boxes"
