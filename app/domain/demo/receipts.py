"""Receipts: what the ledger received of orders, from whom, and what was promised."""

import numpy as np
import polars as pl

ORDERED_AT = "16h"
"""Time of the day (UTC) at which orders are sent."""
SPREAD = 0.25
"""Of the logarithm of the time that a delivery takes, against what was promised."""


def make_receipts(
    rng: np.random.Generator, movements: pl.DataFrame, offers: pl.DataFrame, lead_days: np.ndarray
) -> pl.DataFrame:
    """Rows of `receipts`, one for each order that arrived; without `batch_id`.

    Args:
        movements: the ledger. offers: rows of `part_sellers`; the quickest seller of a part sends it, and what nobody
            offers comes from none. lead_days: what is promised, one entry per part.
    """
    arrived = movements.filter(reason="receive").filter(pl.col("reference").is_not_null())
    promised = lead_days[arrived["part_id"].to_numpy() - 1].astype(int)
    took = np.maximum(1, np.rint(promised * rng.lognormal(0, SPREAD, len(arrived)))).astype(int)
    ordered_on = pl.col("occurred_at").dt.truncate("1d") - pl.duration(days=pl.lit(pl.Series(took)))
    return arrived.join(_quickest(offers), on="part_id", how="left", maintain_order="left").select(
        pl.int_range(1, pl.len() + 1).alias("id"),
        "part_id",
        "seller_id",
        quantity="delta",
        ordered_at=ordered_on.dt.offset_by(ORDERED_AT),
        ordered_quantity="delta",
        expected_on=(ordered_on + pl.duration(days=pl.lit(pl.Series(promised)))).dt.date(),
        received_at="occurred_at",
    )


def _quickest(offers: pl.DataFrame) -> pl.DataFrame:
    first = offers.sort("part_id", "lead_time_days", "seller_id").unique("part_id", keep="first", maintain_order=True)
    return first.select(pl.col("part_id").cast(pl.Int32), "seller_id")
