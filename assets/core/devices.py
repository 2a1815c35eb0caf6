"""Core tables of what devices dropped: check-ins, and what could not be read."""

import dagster as dg
import polars as pl

from app.contracts.device_checkin import DEVICE_CHECKIN
from app.contracts.quarantine import QUARANTINE
from app.domain.fleet.drops import quarantined, unique_checkins
from assets.io.contract_spec import contract_spec
from assets.io.inputs import raw


@dg.asset(ins=raw("device_checkins", "drop_files"), **contract_spec(DEVICE_CHECKIN))
def device_checkin_v1(device_checkins: pl.DataFrame, drop_files: pl.DataFrame) -> pl.DataFrame:
    """Check-ins, each once."""
    return unique_checkins(device_checkins, drop_files)


@dg.asset(ins=raw("rejected_lines", "drop_files"), **contract_spec(QUARANTINE))
def quarantine_v1(rejected_lines: pl.DataFrame, drop_files: pl.DataFrame) -> pl.DataFrame:
    """Lines and files that could not be read."""
    return quarantined(rejected_lines, drop_files)
