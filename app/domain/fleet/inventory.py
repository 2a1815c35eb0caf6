"""The device inventory: the store's facts joined with the devices' own signs of life."""

import polars as pl


def device_inventory(
    devices: pl.DataFrame,
    models: pl.DataFrame,
    kits: pl.DataFrame,
    config_versions: pl.DataFrame,
    checkins: pl.DataFrame,
) -> pl.DataFrame:
    """One row per device, with the columns of `marts.device_inventory_v1`.

    Sign of life and firmware each come from whoever spoke last of it; at the same instant the store is believed.
    """
    described = devices.join(_models(models, kits), "device_model_id").join(_configs(config_versions), "id", "left")
    claim = pl.col("firmware").is_not_null()
    heard = (
        checkins.sort("device_key", "checked_in_at")
        .group_by("device_key", maintain_order=True)
        .agg(
            heard_at=pl.col("checked_in_at").last(),
            claimed_at=pl.col("checked_in_at").filter(claim).last(),
            heard_firmware=pl.col("firmware").filter(claim).last(),
        )
    )
    joined = described.rename({"key": "device_key"}).join(heard, "device_key", "left")
    is_newer = pl.col("claimed_at") > pl.col("last_seen_at")
    return (
        joined.with_columns(
            firmware_claimed=pl.when(is_newer.fill_null(pl.col("last_seen_at").is_null()))
            .then(pl.coalesce("heard_firmware", "firmware_version"))
            .otherwise(pl.coalesce("firmware_version", "heard_firmware")),
            last_seen_at=pl.max_horizontal("last_seen_at", "heard_at"),
        )
        .with_columns(is_outdated=pl.col("firmware_claimed") != pl.col("firmware_current"))
        .sort("device_key")
    )


def _models(models: pl.DataFrame, kits: pl.DataFrame) -> pl.DataFrame:
    return models.join(kits.select(kit_id="id", kit_name="name"), "kit_id", "left").select(
        "kit_name", device_model_id="id", model_code="code", model_name="name", firmware_current="firmware_version"
    )


def _configs(config_versions: pl.DataFrame) -> pl.DataFrame:
    return (
        config_versions.sort("device_id", "version")
        .group_by("device_id", maintain_order=True)
        .agg(config_version=pl.col("version").last(), config_saved_at=pl.col("created_at").last())
        .rename({"device_id": "id"})
    )
