"""Balances and levels, replayed from the ledger."""

from datetime import datetime

import narwhals as nw

from app.domain.portable import Frame
from app.domain.stock.location_label import LABEL

SLOT = ("part_key", "box_no", "loc_no")


def balances(movements: Frame) -> Frame:
    """Units per part and slot now: `part_key, location, box_no, loc_no, quantity, last_movement_at`; zeros left out."""
    return _held(movements, last_movement_at=nw.col("occurred_at").max())


def stock_as_of(movements: Frame, at: datetime) -> Frame:
    """What the ledger says lay where at instant `at`: `part_key, location, box_no, loc_no, quantity`; zeros left out.

    A movement of that very instant has happened.
    """
    return _held(movements.filter(nw.col("occurred_at") <= at))


def _held(movements: Frame, **facts: nw.Expr) -> Frame:
    return (
        movements.group_by(*SLOT)
        .agg(quantity=nw.col("delta").sum(), **facts)
        .filter(nw.col("quantity") != 0)
        .with_columns(location=LABEL)
    )


def opening_balances(movements: Frame) -> Frame:
    """Balances at the beginning of every month in which something moved, zeros left out.

    Columns: `period` (year and month as in 202601), `part_key, location, box_no, loc_no, quantity`: what everything
    before the month's first instant (UTC) adds up to.
    """
    occurred = nw.col("occurred_at").dt
    net = (
        movements.with_columns(period=occurred.year().cast(nw.Int32) * 100 + occurred.month().cast(nw.Int32))
        .group_by("period", *SLOT)
        .agg(delta=nw.col("delta").sum())
    )
    closing = net.with_columns(
        quantity=nw.col("delta").cum_sum().over(*SLOT, order_by="period"),
        next_period=nw.col("period").shift(-1).over(*SLOT, order_by="period"),
    ).filter(nw.col("quantity") != 0)
    is_between = (nw.col("period") > nw.col("after")) & (
        nw.col("next_period").is_null() | (nw.col("period") <= nw.col("next_period"))
    )
    return (
        closing.select(*SLOT, "quantity", "next_period", after="period")
        .join(net.select("period").unique(), how="cross")
        .filter(is_between)
        .with_columns(location=LABEL)
        .select("period", "part_key", "location", "box_no", "loc_no", "quantity")
    )


def spans(movements: Frame) -> Frame:
    """Spans of constant balance per part and slot, by the time things happened.

    Movements of one instant make one step. A span that leaves the balance as it was joins the one before.
    Columns: `part_key, location, box_no, loc_no, valid_from, valid_to, quantity`; `valid_to` null for the present span.
    """
    steps = (
        movements.group_by(*SLOT, "occurred_at").agg(delta=nw.col("delta").sum()).filter(nw.col("delta") != 0)
    ).rename({"occurred_at": "valid_from"})
    return steps.with_columns(
        quantity=nw.col("delta").cum_sum().over(*SLOT, order_by="valid_from"),
        valid_to=nw.col("valid_from").shift(-1).over(*SLOT, order_by="valid_from"),
        location=LABEL,
    ).select("part_key", "location", "box_no", "loc_no", "valid_from", "valid_to", "quantity")
