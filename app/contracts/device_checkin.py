"""`core.device_checkin_v1`: signs of life that devices dropped into the object store."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract

DEVICE_CHECKIN = Contract(
    layer="core",
    name="device_checkin",
    version=1,
    description="Check-in lines of the files below drops/, each once, whatever file it came in. A file that was "
    "replaced counts in its last version, one that was deleted still counts.",
    grain="one device at one instant",
    key=("device_key", "checked_in_at"),
    columns=(
        Column("device_key", pl.String, "eight-character key of the device"),
        Column("checked_in_at", TIMESTAMP, "time the device gave"),
        Column("firmware", pl.String, "version it said it runs", nullable=True),
        Column("uptime_s", pl.Int64, "seconds since its start", nullable=True, unit="s", minimum=0),
        Column("source", pl.String, "object and line it came from"),
    ),
)
