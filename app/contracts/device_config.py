"""`core.device_config_v1`: every configuration of every device, and when it was in force."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract

DEVICE_CONFIG = Contract(
    layer="core",
    name="device_config",
    version=1,
    description="Saved configurations; each holds until the next is saved.",
    grain="one version of one device's configuration",
    key=("device_key", "version"),
    columns=(
        Column("device_key", pl.String, "eight-character key of the device"),
        Column("version", pl.Int32, "number of the version", minimum=1),
        Column("valid_from", TIMESTAMP, "when it was saved"),
        Column("valid_to", TIMESTAMP, "when the next one was saved; empty: it is in force", nullable=True),
        Column("author", pl.String, "who saved it"),
        Column("config", pl.String, "the configuration, as JSON text"),
    ),
)
