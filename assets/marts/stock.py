"""Marts of stock: what lies where, now and at any past instant."""

import dagster as dg
import polars as pl

from app.contracts.stock_asof import STOCK_ASOF
from app.contracts.stock_current import STOCK_CURRENT
from app.domain.stock.balances import balances, spans
from assets.io.contract_spec import contract_spec
from assets.io.inputs import core


@dg.asset(ins=core("movement_v1", "part_v1"), **contract_spec(STOCK_CURRENT))
def stock_current_v1(movement_v1: pl.DataFrame, part_v1: pl.DataFrame) -> pl.DataFrame:
    """Balances with the part's words and total."""
    return (
        balances(movement_v1)
        .with_columns(part_total=pl.col("quantity").sum().over("part_key"))
        .join(part_v1.select("part_key", "description", "type_name"), "part_key")
    )


@dg.asset(ins=core("movement_v1"), **contract_spec(STOCK_ASOF))
def stock_asof_v1(movement_v1: pl.DataFrame) -> pl.DataFrame:
    """Spans of constant balance, replayed from the ledger."""
    return spans(movement_v1)
