"""Histories of core tables: the published history, carried on with what this run saw."""

from datetime import datetime

import dagster as dg
import polars as pl

from app.config import Settings
from app.contracts.base import Contract
from app.contracts.history import HISTORIES
from app.domain.ingest.history import next_history
from app.warehouse.open_lake import open_lake
from app.warehouse.run_base import RunBase
from assets.io.contract_spec import asset_key, contract_spec


def _history_asset(table: Contract, history: Contract) -> dg.AssetsDefinition:
    @dg.asset(
        ins={
            "rows": dg.AssetIn(key=asset_key(table)),
            "watermark": dg.AssetIn(key=["raw", "watermark"]),
        },
        **contract_spec(history),
    )
    def carry_on(
        context: dg.AssetExecutionContext,
        settings: dg.ResourceParam[Settings],
        rows: pl.DataFrame,
        watermark: pl.DataFrame,
    ) -> pl.DataFrame:
        """What was published is the state: a run that ended before it published changed nothing."""
        before = RunBase(open_lake(settings), context.run.run_id).frame(history)
        since = pl.col("created_at") if "created_at" in rows.columns else None
        seen_at = datetime.fromisoformat(watermark.item(0, "exported_at"))
        return next_history(before, rows, table.key, seen_at, since)

    return carry_on  # type: ignore[no-any-return]  # Dagster's decorator loses its type with options from a contract


histories = [_history_asset(table, history) for table, history in HISTORIES]
