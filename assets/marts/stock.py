"""Marts of stock: what lies where, now and at any past instant."""

import dagster as dg
import narwhals as nw

from app.contracts.stock_asof import STOCK_ASOF
from app.contracts.stock_current import STOCK_CURRENT
from app.contracts.stock_period import STOCK_PERIOD
from app.domain.pieces import in_pieces
from app.domain.portable import Frame
from app.domain.stock.balances import balances, opening_balances, spans
from assets.io.contract_spec import contract_spec
from assets.io.inputs import core


@dg.asset(ins=core("movement_v1", "part_v1"), **contract_spec(STOCK_CURRENT))
def stock_current_v1(movement_v1: Frame, part_v1: Frame) -> Frame:
    """Balances with the part's words and total."""
    held = balances(movement_v1)
    totals = held.group_by("part_key").agg(part_total=nw.col("quantity").sum())
    words = part_v1.select("part_key", "description", "type_name")
    return held.join(totals, on="part_key").join(words, on="part_key")


@dg.asset(ins=core("movement_v1"), **contract_spec(STOCK_ASOF))
def stock_asof_v1(movement_v1: Frame) -> list[Frame]:
    """Spans of constant balance, replayed from the ledger; some parts at a time."""
    return [spans(lines) for lines in in_pieces(movement_v1, "part_key")]


@dg.asset(ins=core("movement_v1"), **contract_spec(STOCK_PERIOD))
def stock_period_v1(movement_v1: Frame) -> Frame:
    """Opening balances of the months, from which stock at any instant follows quickly."""
    return opening_balances(movement_v1)
