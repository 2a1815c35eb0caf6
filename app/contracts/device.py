"""`core.device_v1`: what the store says of every device."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract
from app.contracts.vocabulary import ROTATION_STATES

DEVICE = Contract(
    layer="core",
    name="device",
    version=1,
    description="Every device as the store knows it; what devices say of themselves is in core.device_checkin.",
    grain="one device",
    key=("device_key",),
    columns=(
        Column("device_key", pl.String, "eight-character key of the device"),
        Column("name", pl.String, "name people gave it", nullable=True),
        Column("model_code", pl.String, "code of the device model"),
        Column("model_firmware", pl.String, "version its model should run", nullable=True),
        Column("is_active", pl.Boolean, "in service"),
        Column("rotation_state", pl.String, "state of the secret's rotation", allowed=ROTATION_STATES),
        Column("firmware_version", pl.String, "version the store has for it", nullable=True),
        Column("config_version", pl.Int32, "latest configuration", nullable=True, minimum=1),
        Column("created_at", TIMESTAMP, "when it was entered"),
    ),
)
