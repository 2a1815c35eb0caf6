"""The core table of device check-ins."""

import dagster as dg
import polars as pl

from app.contracts.device_checkin import DEVICE_CHECKIN
from assets.io.contract_spec import contract_spec
from assets.io.inputs import raw


@dg.asset(ins=raw("device_checkins"), **contract_spec(DEVICE_CHECKIN))
def device_checkin_v1(device_checkins: pl.DataFrame) -> pl.DataFrame:
    """Check-ins, each once."""
    return device_checkins
