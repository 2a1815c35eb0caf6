"""Marts of usage: by day, and how each part moves."""

import warnings

import dagster as dg
import polars as pl

from app.contracts.part_activity import PART_ACTIVITY
from app.contracts.usage_daily import USAGE_DAILY
from app.domain.portable import Frame
from app.domain.usage.activity import part_activity
from app.domain.usage.daily import usage_daily
from assets.io.as_of import as_of
from assets.io.contract_spec import contract_spec
from assets.io.inputs import core, marts, raw
from assets.partitions import DAILY

warnings.filterwarnings("ignore", category=dg.BetaWarning, message=".*backfill_policy.*")


@dg.asset(
    ins=core("movement_v1"),
    partitions_def=DAILY,
    backfill_policy=dg.BackfillPolicy.single_run(),
    **contract_spec(USAGE_DAILY),
)
def usage_daily_v1(movement_v1: Frame) -> Frame:
    """Usage of every day in the ledger.

    The whole ledger is summed in one pass whichever days were asked for: a late record changes an old day, and summing
    all of it costs less than finding out which. Only months that changed are written.
    """
    return usage_daily(movement_v1)


@dg.asset(
    ins=core("part_v1", "movement_v1") | marts("stock_current_v1", "usage_daily_v1") | raw("watermark"),
    **contract_spec(PART_ACTIVITY),
)
def part_activity_v1(
    part_v1: pl.DataFrame,
    movement_v1: pl.LazyFrame,
    stock_current_v1: pl.DataFrame,
    usage_daily_v1: pl.DataFrame,
    watermark: pl.DataFrame,
) -> pl.DataFrame:
    """Stock, last use, rate and class of each part in service."""
    in_service = part_v1.filter(~pl.col("is_archived"))
    return part_activity(in_service, stock_current_v1, movement_v1, usage_daily_v1, as_of(watermark))
