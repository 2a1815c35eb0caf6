"""The mart of the fleet."""

import dagster as dg
import polars as pl

from app.contracts.device_inventory import DEVICE_INVENTORY
from app.domain.fleet.inventory import device_inventory
from assets.io.contract_spec import contract_spec
from assets.io.inputs import core, raw


@dg.asset(
    ins=raw("devices", "device_models", "kits", "device_config_versions") | core("device_checkin_v1"),
    **contract_spec(DEVICE_INVENTORY),
)
def device_inventory_v1(
    devices: pl.DataFrame,
    device_models: pl.DataFrame,
    kits: pl.DataFrame,
    device_config_versions: pl.DataFrame,
    device_checkin_v1: pl.DataFrame,
) -> pl.DataFrame:
    """Devices with what they claim to run and when they were last heard of."""
    return device_inventory(devices, device_models, kits, device_config_versions, device_checkin_v1)
