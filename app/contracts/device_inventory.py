"""`marts.device_inventory_v1`: the fleet as it stands."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract
from app.contracts.vocabulary import ROTATION_STATES

DEVICE_INVENTORY = Contract(
    layer="marts",
    name="device_inventory",
    version=1,
    description="One row for every device, with what it claims to run and when it was last heard of.",
    grain="one device",
    key=("device_key",),
    columns=(
        Column("device_key", pl.String, "eight-character key of the device"),
        Column("name", pl.String, "name people gave it", nullable=True),
        Column("model_code", pl.String, "code of the device model"),
        Column("model_name", pl.String, "name of the device model"),
        Column("kit_name", pl.String, "kit the model is built from", nullable=True),
        Column("is_active", pl.Boolean, "in service"),
        Column("rotation_state", pl.String, "state of the secret's rotation", allowed=ROTATION_STATES),
        Column("firmware_claimed", pl.String, "version the device last said it runs", nullable=True),
        Column("firmware_current", pl.String, "version its model should run", nullable=True),
        Column("is_outdated", pl.Boolean, "claims another version than its model's; empty when unknown", nullable=True),
        Column("config_version", pl.Int32, "latest configuration", nullable=True, minimum=1),
        Column("config_saved_at", TIMESTAMP, "when that was saved", nullable=True),
        Column("last_seen_at", TIMESTAMP, "latest sign of life, from the store or a check-in file", nullable=True),
    ),
)
