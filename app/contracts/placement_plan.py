"""`marts.placement_plan_v1`: a plan of moves, made when somebody asks for it."""

import polars as pl

from app.contracts.base import Column, Contract

PLACEMENT_PLAN = Contract(
    layer="marts",
    name="placement_plan",
    version=1,
    description="The plan that the job `plan_moves` found last, for the whole store: zones are names of places, and a "
    "plan may cross them. It is no part of a snapshot: it knows the store as it was when the job ran.",
    grain="one step of the plan",
    key=("step",),
    columns=(
        Column("step", pl.Int32, "number of the step, in the order in which steps are done", minimum=1),
        Column("part_key", pl.String, "four-letter key of the part"),
        Column("from_location", pl.String, "slot it is carried from, box-slot"),
        Column("to_location", pl.String, "slot it is carried to, box-slot"),
        Column("quantity", pl.Int64, "units carried", unit="pieces", minimum=1),
        Column("saving_m_per_month", pl.Float64, "what the layout costs less a month after the step", unit="m/month"),
        Column("is_temporary", pl.Boolean, "the part waits there while others change places"),
        Column("reason", pl.String, "why, in words"),
    ),
    rules={"a step goes elsewhere": pl.col("from_location") != pl.col("to_location")},
)
