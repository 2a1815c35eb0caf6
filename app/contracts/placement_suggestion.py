"""`marts.placement_suggestion_v1`: where a part should live, with reasons."""

import polars as pl

from app.contracts.base import Column, Contract

PLACEMENT_METHODS = ("same_type_first", "usage_sorted")

PLACEMENT_SUGGESTION = Contract(
    layer="marts",
    name="placement_suggestion",
    version=1,
    description="Up to five free slots for every part, best first, per method. `same_type_first`: a free slot in a box "
    "that holds the category, then in a box designated for it, then the first free one. `usage_sorted`: the parts "
    "used most get the slots nearest to the bench. Only slots that fit in size and storage needs are named.",
    grain="one ranked slot for one part by one method",
    key=("method", "part_key", "rank"),
    columns=(
        Column("method", pl.String, "how the slot was chosen", allowed=PLACEMENT_METHODS),
        Column("part_key", pl.String, "four-letter key of the part"),
        Column("rank", pl.Int32, "1 is the best", minimum=1, maximum=5),
        Column("location", pl.String, "slot as people write it, box-slot"),
        Column("box_no", pl.Int32, "box number", minimum=1),
        Column("loc_no", pl.Int32, "slot number within the box", minimum=1),
        Column("score", pl.Float64, "higher is better; comparable within one part and method"),
        Column(
            "saving_m_per_month",
            pl.Float64,
            "walk saved against where the part lies now; empty without a present slot, a rate or coordinates",
            nullable=True,
            unit="m/month",
        ),
        Column("reasons", pl.List(pl.String), "why, in words"),
    ),
)
