"""Hard rules of placement: which slots a group of parts may use at all."""

from typing import NamedTuple

import polars as pl

SIZES = {"small": 0, "medium": 1, "large": 2}
GROUP = ("type_name", "size_class", "needs")


class Demand(NamedTuple):
    """What a group of parts asks of a slot; `needs` are storage needs joined by commas."""

    type_name: str | None
    size_class: str | None
    needs: str


def with_group(parts: pl.DataFrame) -> pl.DataFrame:
    """Add `needs`, the storage needs as one sortable text, so that parts with equal demands share their work."""
    return parts.with_columns(needs=pl.col("storage_needs").list.sort().list.join(","))


def fitting_slots(slots: pl.DataFrame, demand: Demand) -> pl.DataFrame:
    """Free slots large enough, offering all needs, in boxes not meant for another type; hazard boxes are for hazards.

    A part without a size class counts as small, a box without one takes anything.
    """
    size = SIZES[demand.size_class or "small"]
    box_size = pl.col("size_class").replace_strict(SIZES, default=None).fill_null(max(SIZES.values()))
    offered = [pl.col("storage_properties").list.contains(need) for need in demand.needs.split(",") if need]
    meant_for_it = pl.col("designated_type").is_null() | (
        pl.col("designated_type") == pl.lit(demand.type_name, pl.String)
    )
    keeps_hazards_apart = ~pl.col("storage_properties").list.contains("hazard") | pl.lit("hazard" in demand.needs)
    return slots.filter(
        pl.col("is_free"), box_size >= size, meant_for_it.fill_null(value=False), keeps_hazards_apart, *offered
    )


def saving_per_month() -> pl.Expr:
    """Metres a month saved by living at `distance_m` instead of `distance_now_m`: there and back for every visit."""
    return 2.0 * pl.col("visits_per_month") * (pl.col("distance_now_m") - pl.col("distance_m"))
