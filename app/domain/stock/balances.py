"""Balances and levels, replayed from the ledger."""

from datetime import datetime

import polars as pl

SLOT = ("part_key", "location", "box_no", "loc_no")


def balances(movements: pl.DataFrame) -> pl.DataFrame:
    """Units per part and slot now: `part_key, location, box_no, loc_no, quantity, last_movement_at`; zeros left out."""
    return (
        movements.group_by(SLOT)
        .agg(quantity=pl.col("delta").sum(), last_movement_at=pl.col("occurred_at").max())
        .filter(pl.col("quantity") != 0)
        .sort("part_key", "box_no", "loc_no")
    )


def spans(movements: pl.DataFrame) -> pl.DataFrame:
    """Spans of constant balance per part and slot, by the time things happened.

    Movements of one instant make one step. A span that leaves the balance as it was joins the one before.
    Columns: `part_key, location, box_no, loc_no, valid_from, valid_to, quantity`; `valid_to` null for the present span.
    """
    slot = ["part_key", "location"]
    steps = (
        movements.group_by(*SLOT, valid_from="occurred_at")
        .agg(delta=pl.col("delta").sum())
        .filter(pl.col("delta") != 0)
        .sort(*slot, "valid_from")
    )
    return steps.with_columns(
        quantity=pl.col("delta").cum_sum().over(slot),
        valid_to=pl.col("valid_from").shift(-1).over(slot),
    ).select(*SLOT, "valid_from", "valid_to", "quantity")


def stock_as_of(spans_frame: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """Rows of `spans` in force at instant `at`: `part_key, location, quantity`, empty slots left out."""
    in_force = (pl.col("valid_from") <= at) & (pl.col("valid_to").is_null() | (pl.col("valid_to") > at))
    return (
        spans_frame.filter(in_force & (pl.col("quantity") != 0))
        .sort("part_key", "box_no", "loc_no")
        .select("part_key", "location", "quantity")
    )
