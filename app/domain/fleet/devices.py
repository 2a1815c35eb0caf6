"""Devices as `core.device_v1`, their configurations as `core.device_config_v1`."""

import polars as pl


def core_devices(devices: pl.DataFrame, models: pl.DataFrame, config_versions: pl.DataFrame) -> pl.DataFrame:
    """Devices with their model and latest configuration; columns of `core.device_v1`."""
    described = models.select(device_model_id="id", model_code="code", model_firmware="firmware_version")
    latest = config_versions.group_by("device_id").agg(config_version=pl.col("version").max())
    return (
        devices.rename({"key": "device_key"})
        .join(described, "device_model_id")
        .join(latest.rename({"device_id": "id"}), "id", "left")
    )


def core_device_configs(config_versions: pl.DataFrame, devices: pl.DataFrame) -> pl.DataFrame:
    """Configurations with the span in which each was in force; columns of `core.device_config_v1`."""
    named = config_versions.join(devices.select(device_id="id", device_key="key"), "device_id")
    return named.rename({"created_at": "valid_from"}).with_columns(
        valid_to=pl.col("valid_from").shift(-1).over("device_key", order_by="version")
    )
