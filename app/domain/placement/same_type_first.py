"""Same type first: beside parts of its category, else in a designated box, else the first free slot."""

import polars as pl

from app.domain.placement.fitting import GROUP, Demand, fitting_slots, saving_per_month, with_group
from app.domain.placement.interface import TOP


class SameTypeFirst:
    """The rule that the predecessor promised: three tiers, in box and slot order within each."""

    name = "same_type_first"

    def suggest(self, parts: pl.DataFrame, slots: pl.DataFrame, stock: pl.DataFrame, top: int = TOP) -> pl.DataFrame:
        """See `PlacementMethod.suggest`. The score is 3, 2 or 1 by tier."""
        grouped = with_group(parts)
        neighbours = _neighbours(grouped, stock)
        groups = grouped.select(GROUP).unique().sort(GROUP)
        ranked = [self._rank(slots, neighbours, Demand(*group), top) for group in groups.iter_rows()]
        if not ranked:
            return _result(grouped.join(slots.clear(), how="cross"))
        return _result(grouped.join(pl.concat(ranked), on=GROUP, nulls_equal=True))

    def _rank(self, slots: pl.DataFrame, neighbours: pl.DataFrame, demand: Demand, top: int) -> pl.DataFrame:
        here = neighbours.filter(pl.col("type_name") == pl.lit(demand.type_name, pl.String)).select(
            "box_no", "neighbours"
        )
        candidates = fitting_slots(slots, demand).join(here, "box_no", "left")
        tier = (
            pl.when(pl.col("neighbours") > 0)
            .then(3.0)
            .when(pl.col("designated_type").is_not_null())
            .then(2.0)
            .otherwise(1.0)
        )
        return (
            candidates.with_columns(score=tier)
            .sort(["score", "box_no", "loc_no"], descending=[True, False, False])
            .head(top)
            .with_row_index("rank", offset=1)
            .select("rank", "location", "box_no", "loc_no", "score", "distance_m", "neighbours", "designated_type")
            .with_columns(
                type_name=pl.lit(demand.type_name, pl.String),
                size_class=pl.lit(demand.size_class, pl.String),
                needs=pl.lit(demand.needs),
            )
        )


def _neighbours(parts: pl.DataFrame, stock: pl.DataFrame) -> pl.DataFrame:
    """How many parts of each category each box holds: `type_name, box_no, neighbours`."""
    return (
        stock.join(parts.select("part_key", "type_name"), "part_key")
        .filter(pl.col("type_name").is_not_null())
        .group_by("type_name", "box_no")
        .agg(neighbours=pl.col("part_key").n_unique())
    )


def _result(rows: pl.DataFrame) -> pl.DataFrame:
    if rows.is_empty():
        return empty_result()
    why = (
        pl.when(pl.col("score") == 3.0)
        .then(pl.format("box {} holds {} parts of type {}", "box_no", "neighbours", "type_name"))
        .when(pl.col("score") == 2.0)
        .then(pl.format("box {} is meant for type {}", "box_no", "type_name"))
        .otherwise(pl.lit("first free slot that fits"))
    )
    return finish(rows, why)


def finish(rows: pl.DataFrame, why: pl.Expr) -> pl.DataFrame:
    """Saving and reasons in words, in the columns that every method returns."""
    walk = pl.format("{} m from the bench", pl.col("distance_m").round(1))
    saving = pl.format("saves {} m of walking a month", pl.col("saving_m_per_month").round(0).cast(pl.Int64))
    return rows.with_columns(saving_m_per_month=saving_per_month()).select(
        "part_key",
        pl.col("rank").cast(pl.Int32),
        "location",
        "box_no",
        "loc_no",
        "score",
        "saving_m_per_month",
        reasons=pl.concat_list(why, walk, pl.when(pl.col("saving_m_per_month") >= 1.0).then(saving)).list.drop_nulls(),
    )


def empty_result() -> pl.DataFrame:
    """No suggestion for anybody, in the columns that every method returns."""
    return pl.DataFrame(
        schema={
            "part_key": pl.String,
            "rank": pl.Int32,
            "location": pl.String,
            "box_no": pl.Int32,
            "loc_no": pl.Int32,
            "score": pl.Float64,
            "saving_m_per_month": pl.Float64,
            "reasons": pl.List(pl.String),
        }
    )
