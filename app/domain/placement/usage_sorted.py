"""Usage sorted: the parts that are fetched most get the free slots nearest to the bench."""

import polars as pl

from app.domain.placement.fitting import Demand, fitting_slots, saving_per_month, with_group
from app.domain.placement.interface import TOP
from app.domain.placement.same_type_first import empty_result, finish

_GROUP = ("size_class", "needs")


class UsageSorted:
    """The classic of slotting (cube-per-order without the cube): rank parts by visits, slots by distance, match."""

    name = "usage_sorted"

    def suggest(self, parts: pl.DataFrame, slots: pl.DataFrame, stock: pl.DataFrame, top: int = TOP) -> pl.DataFrame:  # noqa: ARG002 - the interface gives it; this method looks at visits only
        """See `PlacementMethod.suggest`. Only parts that are fetched, and only slots that save walking."""
        fetched = with_group(parts).filter(pl.col("visits_per_month") > 0)
        groups = fetched.select(_GROUP).unique().sort(_GROUP)
        found = [self._match(fetched, slots, Demand(None, *group), top) for group in groups.iter_rows()]
        rows = pl.concat(found) if found else fetched.clear()
        if rows.is_empty():
            return empty_result()
        nearest = pl.col("rank").cast(pl.Int32).rank("ordinal").over("part_key", order_by="rank")
        why = pl.format("fetched {} times a month", pl.col("visits_per_month").round(1))
        return finish(rows.with_columns(rank=nearest), why)

    def _match(self, fetched: pl.DataFrame, slots: pl.DataFrame, demand: Demand, top: int) -> pl.DataFrame:
        """The k-th part may have the k-th nearest slot and the next ones; designated boxes are left alone."""
        same_size = pl.col("size_class").eq_missing(pl.lit(demand.size_class, pl.String))
        members = (
            fetched.filter(same_size, pl.col("needs") == demand.needs)
            .sort(["visits_per_month", "part_key"], descending=[True, False])
            .with_row_index("turn")
            .select("turn", "part_key", "visits_per_month", "distance_now_m")
        )
        near = (
            fitting_slots(slots, demand)
            .filter(pl.col("distance_m").is_not_null())
            .sort("distance_m", "box_no", "loc_no")
            .head(members.height + top)
            .with_row_index("place")
            .select("place", "location", "box_no", "loc_no", "distance_m")
        )
        offers = members.join(pl.DataFrame({"rank": range(1, top + 1)}), how="cross").with_columns(
            place=(pl.col("turn") + pl.col("rank") - 1).cast(near.schema["place"])
        )
        return (
            offers.join(near, "place")
            .with_columns(score=saving_per_month().fill_null(0.0))
            .filter((pl.col("score") > 0) | pl.col("distance_now_m").is_null())
            .select(
                "part_key",
                "rank",
                "location",
                "box_no",
                "loc_no",
                "score",
                "distance_m",
                "visits_per_month",
                "distance_now_m",
            )
        )
