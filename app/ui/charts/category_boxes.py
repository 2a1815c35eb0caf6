"""Over how many boxes each category is scattered, before and after a plan."""

from collections.abc import Sequence

import altair as alt
import polars as pl

from app.domain.placement.category_boxes import CategoryBoxes
from app.ui.charts.palette import BLUE, GREY
from app.ui.charts.spread import CATEGORIES_SHOWN

_BEFORE, _AFTER = "before", "after"


def shown_categories(categories: Sequence[CategoryBoxes]) -> list[CategoryBoxes]:
    """Those that the chart shows: what changes most first, then what is scattered most."""
    order = sorted(categories, key=lambda one: (-abs(one.after - one.before), -one.before, one.name))
    return order[:CATEGORIES_SHOWN]


def category_chart(categories: Sequence[CategoryBoxes]) -> alt.LayerChart:
    """A line from a ring (before) to a filled square (after) for each category."""
    rows = pl.DataFrame(
        [
            {"category": one.name, "boxes": boxes, "when": when, "from": one.before, "to": one.after}
            for one in categories
            for when, boxes in ((_BEFORE, one.before), (_AFTER, one.after))
        ]
    )
    base = alt.Chart(rows).encode(y=alt.Y("category:N", title=None, sort=None, axis=alt.Axis(labelLimit=160)))
    scale = alt.Scale(domain=[_BEFORE, _AFTER], range=[GREY, BLUE])
    legend = alt.Legend(title=None, orient="bottom")
    points = base.mark_point(filled=True, size=110, opacity=1).encode(
        x=alt.X("boxes:Q", title="Boxes it lies in", axis=alt.Axis(tickMinStep=1), scale=alt.Scale(zero=True)),
        color=alt.Color("when:N", scale=scale, legend=legend),
        shape=alt.Shape("when:N", scale=alt.Scale(domain=[_BEFORE, _AFTER], range=["circle", "square"]), legend=legend),
        tooltip=[
            alt.Tooltip("category:N", title="Category"),
            alt.Tooltip("from:Q", title="Boxes before"),
            alt.Tooltip("to:Q", title="Boxes after"),
        ],
    )
    lines = base.mark_rule(color=GREY).encode(x=alt.X("from:Q"), x2=alt.X2("to:Q"))
    return (lines + points).properties(height=24 * len(categories) + 70)


def category_message(categories: Sequence[CategoryBoxes]) -> str:
    """What the plan does to categories, in a sentence."""
    fewer = sum(one.after < one.before for one in categories)
    more = sum(one.after > one.before for one in categories)
    if not fewer and not more:
        return "No category lies in more or in fewer boxes afterwards"
    named = "1 category" if fewer == 1 else f"{fewer or 'No'} categories"
    return f"{named} {'lies' if fewer == 1 else 'lie'} in fewer boxes afterwards, {more} in more"
