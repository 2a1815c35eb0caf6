"""Marts of databases that are not ours, made in one step: stock, use by day, and how each part moves."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import polars as pl

from app.contracts.foreign_marts import FOREIGN_MARTS, FOREIGN_PART_ACTIVITY, FOREIGN_STOCK_CURRENT, FOREIGN_USAGE_DAILY
from app.domain.foreign.activity import foreign_part_activity
from app.domain.foreign.stock import foreign_stock_current
from app.domain.foreign.usage import foreign_usage_daily, with_parts
from assets.io.as_of import as_of
from assets.io.contract_spec import contract_spec
from assets.io.inputs import core, raw


@dg.multi_asset(
    name="foreign_marts",
    ins=core("foreign_part_v1", "foreign_stock_v1", "foreign_movement_v1") | raw("watermark"),
    outs={contract.asset_name: dg.AssetOut(is_required=False, **contract_spec(contract)) for contract in FOREIGN_MARTS},
    can_subset=True,
)
def foreign_marts(
    context: dg.AssetExecutionContext,
    foreign_part_v1: pl.DataFrame,
    foreign_stock_v1: pl.DataFrame,
    foreign_movement_v1: pl.DataFrame,
    watermark: pl.DataFrame,
) -> Iterator[dg.Output[Any]]:
    """Empty tables where no foreign source is read."""
    events = with_parts(foreign_movement_v1, foreign_stock_v1)
    usage = foreign_usage_daily(events)
    made = {
        FOREIGN_STOCK_CURRENT.asset_name: foreign_stock_current(foreign_stock_v1, foreign_part_v1),
        FOREIGN_USAGE_DAILY.asset_name: usage,
        FOREIGN_PART_ACTIVITY.asset_name: foreign_part_activity(
            foreign_part_v1, foreign_stock_v1, events, usage, as_of(watermark)
        ),
    }
    wanted = context.op_execution_context.selected_output_names
    yield from (dg.Output(frame, output_name=name) for name, frame in made.items() if name in wanted)
