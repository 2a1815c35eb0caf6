"""Which slots a group of parts may use at all; the rules themselves are in `rules`."""

from typing import NamedTuple

import numpy as np
import polars as pl

from app.domain.placement.rules import NO_TYPE, Asked, Offered, demand_sizes, legal, offer_sizes, storage_bits

GROUP = ("type_name", "size_class", "needs")
_OFFER = ("size_class", "storage_properties", "designated_type")


class Demand(NamedTuple):
    """What a group of parts asks of a slot; `needs` are storage needs joined by commas."""

    type_name: str | None
    size_class: str | None
    needs: str


def with_group(parts: pl.DataFrame) -> pl.DataFrame:
    """Add `needs`, the storage needs as one sortable text, so that parts with equal demands share their work."""
    return parts.with_columns(needs=pl.col("storage_needs").list.sort().list.join(","))


def fitting_slots(slots: pl.DataFrame, demand: Demand) -> pl.DataFrame:
    """Free slots of boxes that keep all rules for this demand, in the order of `slots`."""
    offers = slots.select(_OFFER).unique(maintain_order=True)
    fitting = offers.filter(pl.Series(_fits(demand, offers), dtype=pl.Boolean))
    return slots.filter(pl.col("is_free")).join(fitting, on=_OFFER, how="semi", nulls_equal=True, maintain_order="left")


def _fits(demand: Demand, offers: pl.DataFrame) -> np.ndarray:
    asked = Asked(
        demand_sizes([demand.size_class]),
        storage_bits([[need for need in demand.needs.split(",") if need]]),
        np.zeros(1, dtype=np.int32),
    )
    meant_for = [NO_TYPE if name is None else int(name != demand.type_name) for name in offers["designated_type"]]
    offered = Offered(
        offer_sizes(offers["size_class"]),
        storage_bits(offers["storage_properties"].to_list()),
        np.array(meant_for, dtype=np.int32),
    )
    fits: np.ndarray = legal(asked, offered)[0]
    return fits


def saving_per_month() -> pl.Expr:
    """Metres a month saved by living at `distance_m` instead of `distance_now_m`: there and back for every visit."""
    return 2.0 * pl.col("visits_per_month") * (pl.col("distance_now_m") - pl.col("distance_m"))
