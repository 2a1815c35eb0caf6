"""`marts.co_use_v1`: which parts are fetched together."""

import polars as pl

from app.contracts.base import Column, Contract

CO_USE = Contract(
    layer="marts",
    name="co_use",
    version=1,
    description="Parts that share walks from the bench more often than chance brings about, in the last 182 days: what "
    "was picked for one list on one day is one walk, any other consumption a walk of its own. The 40 strongest "
    "partners of every part, and the parts that it is a strong partner of; walks to more than 200 parts say nothing "
    "about pairs.",
    grain="one part and one other part, in both directions",
    key=("part_key", "other_key"),
    columns=(
        Column("part_key", pl.String, "four-letter key of the part"),
        Column("other_key", pl.String, "four-letter key of the part it is fetched with"),
        Column("shared_walks", pl.Int64, "walks on which both were fetched", unit="walks", minimum=1),
        Column("walks", pl.Int64, "walks on which part_key was fetched", unit="walks", minimum=1),
        Column(
            "walks_per_month",
            pl.Float64,
            "walks to part_key a month; a walk to n parts counts 1/n at each",
            unit="walks/month",
            minimum=0,
        ),
        Column(
            "ways_per_month",
            pl.Float64,
            "how often a month one goes from one to the other: 2/n for each shared walk to n parts, less what chance "
            "explains, believed only in part while it was seen a few times",
            unit="ways/month",
            minimum=0,
        ),
    ),
    rules={
        "a part is not its own partner": pl.col("part_key") != pl.col("other_key"),
        "shared walks are walks of the part": pl.col("shared_walks") <= pl.col("walks"),
    },
)
