"""Raw tables of the object store: what lies there, and what device drops said."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract

OBJECTS = Contract(
    layer="raw",
    name="objects",
    version=1,
    description="Every object of the bucket: documents below cas/, device drops below drops/.",
    grain="one object",
    key=("key",),
    columns=(
        Column("key", pl.String, "name in the bucket"),
        Column("size", pl.Int64, "size", unit="bytes", minimum=0),
        Column("etag", pl.String, "content tag the store gave it"),
        Column("last_modified", TIMESTAMP, "when it was put there"),
    ),
)

DEVICE_CHECKINS = Contract(
    layer="raw",
    name="device_checkins",
    version=1,
    description="Check-in lines of device drops that could be read.",
    grain="one device at one instant",
    key=("device_key", "checked_in_at"),
    columns=(
        Column("device_key", pl.String, "key the device gave"),
        Column("checked_in_at", TIMESTAMP, "time the device gave"),
        Column("firmware", pl.String, "version it said it runs", nullable=True),
        Column("uptime_s", pl.Int64, "since its start", nullable=True, unit="s", minimum=0),
        Column("source", pl.String, "object and line it came from"),
    ),
)

REJECTED_LINES = Contract(
    layer="raw",
    name="rejected_lines",
    version=1,
    description="Lines of device drops that could not be read.",
    grain="one line of one file",
    key=("source",),
    columns=(
        Column("source", pl.String, "object and line it came from"),
        Column("reason", pl.String, "why it could not be read, in words"),
        Column("line", pl.String, "its first 500 characters"),
    ),
)
