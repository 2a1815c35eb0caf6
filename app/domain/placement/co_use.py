"""Which parts are fetched on the same walks, part by part, for those who ask about one."""

import numpy as np
import polars as pl

from app.domain.placement.affinity import Fetches, pairs_of, walks_of
from app.domain.placement.facts import DAYS_PER_MONTH


def co_use(lines: pl.DataFrame, days: int) -> pl.DataFrame:
    """The columns of `marts.co_use_v1`: pairs beyond chance, in both directions, sorted by part and partner.

    A part counts as one place of its walk, in however many slots it lies.

    Args:
        lines: `session, part_key` of the last `days` days (`walks.walk_lines`).
    """
    visits = lines.select("session", "part_key").unique()
    keys = visits["part_key"].unique().sort()
    numbered = visits.select(
        session=pl.col("session").rank("dense").cast(pl.Int64) - 1,
        holding=pl.col("part_key").rank("dense").cast(pl.Int32) - 1,
    ).sort("session", "holding")
    places = numbered.group_by("session").len().sort("session")["len"].cast(pl.Int64)
    fetches = Fetches(numbered["session"].to_numpy(), numbered["holding"].to_numpy(), places.to_numpy())
    months, count = days / DAYS_PER_MONTH, len(keys)
    pairs = pairs_of(fetches, count, months)
    walks = np.bincount(fetches.holding, minlength=count)
    return pl.DataFrame(
        {
            "part_key": keys.gather(pairs.one),
            "other_key": keys.gather(pairs.other),
            "shared_walks": pairs.joint,
            "walks": walks[pairs.one],
            "walks_per_month": walks_of(fetches, count, months)[pairs.one],
            "ways_per_month": pairs.weight,
        }
    )
