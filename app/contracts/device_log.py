"""`core.device_log_v1`: what devices logged, from files dropped into the object store."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract
from app.contracts.vocabulary import LOG_LEVELS

DEVICE_LOG = Contract(
    layer="core",
    name="device_log",
    version=1,
    description="Log lines of the files below drops/, each once, whatever file it came in and however often it was "
    "sent. A file that was replaced counts in its last version, one that was deleted still counts.",
    grain="one message of one device at one instant",
    key=("logged_at", "device_key", "message"),
    month_of="logged_at",
    columns=(
        Column("logged_at", TIMESTAMP, "time the device gave"),
        Column("device_key", pl.String, "eight-character key of the device"),
        Column("level", pl.String, "how grave it is, where the device said so", nullable=True, allowed=LOG_LEVELS),
        Column("message", pl.String, "what it logged, without the colours of terminals"),
        Column("firmware", pl.String, "version it said it runs", nullable=True),
        Column("source", pl.String, "object and line it came from"),
    ),
    rules={"a message says something": pl.col("message").str.strip_chars() != ""},
)
