"""A box as it lies on the bench: its slots in rows and columns, left to right, top to bottom."""

from typing import Any, Literal

import altair as alt
import polars as pl

from app.ui.charts.palette import CATEGORIES, GREY, SKY

ColourBy = Literal["type", "activity"]
SELECTION = "slot"
OTHER = "other"
EMPTY = "empty"
_ROW_PIXELS = 46
_LEGEND_PIXELS = 110
"""Streamlit counts the legend in a chart's height."""
_INK = "#10151a"


def box_grid(slots: pl.DataFrame, colour_by: ColourBy, columns: int) -> alt.LayerChart:
    """Grid of `slots` (row, column, loc_no, label, below, type, activity, held); a click selects `loc_no`.

    Empty slots have a dashed frame and their number, so that emptiness does not rest on colour.
    """
    base = alt.Chart(slots).encode(
        x=alt.X("column:O", axis=None, scale=alt.Scale(domain=list(range(1, columns + 1)), padding=0.06)),
        y=alt.Y("row:O", axis=None, scale=alt.Scale(padding=0.06)),
        tooltip=[
            alt.Tooltip("slot:N", title="Slot"),
            alt.Tooltip("held:N", title="Holds"),
            alt.Tooltip("type:N", title="Type"),
            alt.Tooltip("activity:Q", title="Used in 90 days, pieces"),
        ],
    )
    chosen = alt.selection_point(name=SELECTION, fields=["loc_no"], on="click", clear="dblclick")
    filled = base.transform_filter("datum.is_empty == false").mark_rect(cornerRadius=4)
    empty = base.transform_filter("datum.is_empty == true").mark_rect(
        cornerRadius=4, fillOpacity=0.05, fill=GREY, stroke=GREY, strokeDash=[4, 3]
    )
    ink = _ink(slots, colour_by)
    label = base.mark_text(fontSize=12, fontWeight="bold", dy=-6).encode(text=alt.Text("label:N"), color=ink)
    below = base.mark_text(fontSize=10, dy=9).encode(text=alt.Text("below:N"), color=ink)
    layers = filled.encode(color=_colour(slots, colour_by)) + empty + label + below
    return layers.add_params(chosen).properties(height=_ROW_PIXELS * slots["row"].n_unique() + _LEGEND_PIXELS)


def top_types(types: pl.Series) -> list[str]:
    """The types that get a colour of their own: the most frequent ones, ties by name; the rest is `other`."""
    counts = types.drop_nulls().value_counts(name="slots").sort(["slots", types.name], descending=[True, False])
    return counts[types.name].head(len(CATEGORIES)).to_list()


def _colour(slots: pl.DataFrame, colour_by: ColourBy) -> Any:
    if colour_by == "activity":
        return alt.Color(
            "activity:Q",
            scale=alt.Scale(range=["#e6f2fa", SKY], domainMin=0),
            legend=alt.Legend(title="Used in 90 days, pieces", orient="bottom"),
        )
    named = _named(slots)
    scale = alt.Scale(domain=[*named, OTHER], range=[*CATEGORIES[: len(named)], GREY])
    return alt.Color("type:N", scale=scale, legend=alt.Legend(title="Type", orient="bottom", columns=2, labelLimit=140))


def _named(slots: pl.DataFrame) -> list[str]:
    """The types with a colour of their own, in the order of the palette."""
    return [name for name in slots["type"].unique().sort().to_list() if name not in {OTHER, EMPTY}]


def _ink(slots: pl.DataFrame, colour_by: ColourBy) -> Any:
    """Dark text, but white on the palette's first colour, which is dark itself, and grey on an empty slot."""
    empty = alt.when("datum.is_empty").then(alt.value(GREY))
    named = _named(slots)
    if colour_by == "type" and named:
        empty = empty.when(alt.FieldEqualPredicate(field="type", equal=named[0])).then(alt.value("#ffffff"))
    return empty.otherwise(alt.value(_INK))
