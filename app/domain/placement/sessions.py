"""Lines of consumption as visits to what lies where now."""

import polars as pl

from app.domain.placement.affinity import Fetches


def fetches_of(lines: pl.DataFrame, holdings: pl.DataFrame) -> Fetches:
    """Which holdings each session visits.

    A line from a slot that holds the part no more counts for the slot that holds most of it; a part that is nowhere
    any more counts as a place of its session, and that is all.

    Args:
        lines: `session, part_key, location`, a session being what was fetched on one walk.
        holdings: `part_key, location, quantity`, in the order in which holdings are numbered.
    """
    numbered = holdings.with_row_index("holding")
    main = (
        numbered.sort(["part_key", "quantity", "holding"], descending=[False, True, False])
        .unique("part_key", keep="first", maintain_order=True)
        .select("part_key", main="holding")
    )
    visits = (
        lines.select("part_key", "location", session=pl.col("session").rank("dense").cast(pl.Int64) - 1)
        .join(numbered.select("part_key", "location", "holding"), ["part_key", "location"], "left")
        .join(main, "part_key", "left")
        .with_columns(pl.coalesce("holding", "main").alias("holding"))
    )
    gone = pl.format("{} {}", "part_key", "location")
    place = pl.coalesce(pl.col("holding").cast(pl.String), gone)
    places = visits.group_by("session").agg(places=place.n_unique().cast(pl.Int64)).sort("session")
    kept = visits.drop_nulls("holding").select("session", "holding").unique().sort("session", "holding")
    return Fetches(kept["session"].to_numpy(), kept["holding"].cast(pl.Int32).to_numpy(), places["places"].to_numpy())
