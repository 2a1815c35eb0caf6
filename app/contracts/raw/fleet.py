"""Raw tables of the fleet: models, devices, configurations."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract
from app.contracts.vocabulary import ROTATION_STATES

DEVICE_MODELS = Contract(
    layer="raw",
    name="device_models",
    version=1,
    description="Models of devices.",
    grain="one model",
    key=("id",),
    columns=(
        Column("id", pl.Int32, "number in the system of record", minimum=1),
        Column("code", pl.String, "code of the model"),
        Column("name", pl.String, "what it is called"),
        Column("firmware_version", pl.String, "version its devices should run", nullable=True),
        Column("kit_id", pl.Int32, "kit it is built from", nullable=True),
    ),
)

DEVICES = Contract(
    layer="raw",
    name="devices",
    version=1,
    description="Devices, those out of service included.",
    grain="one device",
    key=("id",),
    columns=(
        Column("id", pl.Int32, "number in the system of record", minimum=1),
        Column("key", pl.String, "eight-character key"),
        Column("name", pl.String, "name people gave it", nullable=True),
        Column("device_model_id", pl.Int32, "its model"),
        Column("is_active", pl.Boolean, "in service"),
        Column("rotation_state", pl.String, "state of the secret's rotation", allowed=ROTATION_STATES),
        Column("firmware_version", pl.String, "version it last said it runs", nullable=True),
        Column("last_seen_at", TIMESTAMP, "latest sign of life that the store knows", nullable=True),
        Column("created_at", TIMESTAMP, "when it was entered"),
    ),
)

DEVICE_CONFIG_VERSIONS = Contract(
    layer="raw",
    name="device_config_versions",
    version=1,
    description="Every configuration a device was given.",
    grain="one version of one device's configuration",
    key=("device_id", "version"),
    columns=(
        Column("device_id", pl.Int32, "device"),
        Column("version", pl.Int32, "number of the version", minimum=1),
        Column("config", pl.String, "the configuration, as JSON text"),
        Column("author", pl.String, "who saved it"),
        Column("created_at", TIMESTAMP, "when it was saved"),
    ),
)
