"""Devices and their configurations, and when each configuration was in force."""

from datetime import UTC, datetime

import polars as pl

from app.domain.fleet.devices import core_device_configs, core_devices

INSTANT = pl.Datetime("us", "UTC")


def day(number):
    return datetime(2026, 1, number, tzinfo=UTC)


DEVICES = pl.DataFrame({"id": [1, 2], "key": ["aaaaaaaa", "bbbbbbbb"], "device_model_id": [7, 7]})
MODELS = pl.DataFrame({"id": [7], "code": ["probe"], "firmware_version": ["1.2"]})
CONFIGS = pl.DataFrame(
    [(1, 2, day(5)), (1, 1, day(3)), (1, 3, day(9))],
    schema={"device_id": pl.Int64, "version": pl.Int32, "created_at": INSTANT},
    orient="row",
)


def test_devices_have_their_model_and_latest_configuration():
    rows = core_devices(DEVICES, MODELS, CONFIGS).sort("device_key")
    assert rows.select("device_key", "model_code", "model_firmware", "config_version").rows() == [
        ("aaaaaaaa", "probe", "1.2", 3),
        ("bbbbbbbb", "probe", "1.2", None),
    ]


def test_a_configuration_holds_until_the_next_is_saved():
    rows = core_device_configs(CONFIGS, DEVICES).sort("version")
    assert rows.select("device_key", "version", "valid_from", "valid_to").rows() == [
        ("aaaaaaaa", 1, day(3), day(5)),
        ("aaaaaaaa", 2, day(5), day(9)),
        ("aaaaaaaa", 3, day(9), None),
    ]


def test_no_devices_give_no_rows():
    assert core_devices(DEVICES.clear(), MODELS, CONFIGS).is_empty()
    assert core_device_configs(CONFIGS.clear(), DEVICES).is_empty()
