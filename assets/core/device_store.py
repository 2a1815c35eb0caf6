"""Core tables of the fleet as the store knows it: devices and their configurations."""

import dagster as dg
import polars as pl

from app.contracts.device import DEVICE
from app.contracts.device_config import DEVICE_CONFIG
from app.domain.fleet.devices import core_device_configs, core_devices
from assets.io.contract_spec import contract_spec
from assets.io.inputs import raw


@dg.asset(ins=raw("devices", "device_models", "device_config_versions"), **contract_spec(DEVICE))
def device_v1(devices: pl.DataFrame, device_models: pl.DataFrame, device_config_versions: pl.DataFrame) -> pl.DataFrame:
    """What the store says of every device."""
    return core_devices(devices, device_models, device_config_versions)


@dg.asset(ins=raw("devices", "device_config_versions"), **contract_spec(DEVICE_CONFIG))
def device_config_v1(devices: pl.DataFrame, device_config_versions: pl.DataFrame) -> pl.DataFrame:
    """Configurations, each with the span in which it was in force."""
    return core_device_configs(device_config_versions, devices)
