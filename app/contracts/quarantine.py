"""`core.quarantine_v1`: what of the dropped files could not be read."""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract
from app.contracts.vocabulary import DROP_KINDS

QUARANTINE = Contract(
    layer="core",
    name="quarantine",
    version=1,
    description="Lines and whole files below drops/ that could not be read, each with its reason; the good lines of "
    "the same file are in their tables. A corrected file under the same name takes its entries away.",
    grain="one line of a file, or one file, that could not be read",
    key=("file", "line"),
    columns=(
        Column("file", pl.String, "key of the object"),
        Column("line", pl.Int64, "number of the line from 1; 0 for the whole file or its rest", minimum=0),
        Column("etag", pl.String, "content tag of the version that was read"),
        Column("kind", pl.String, "what the content looks like", allowed=DROP_KINDS),
        Column("reason", pl.String, "why it could not be read, and what to do"),
        Column("excerpt", pl.String, "the beginning of the line or file"),
        Column("size_bytes", pl.Int64, "size of the file as stored", unit="bytes", minimum=0),
        Column("first_seen", TIMESTAMP, "when the file arrived"),
        Column("replay", pl.Int64, "number of the replay that it was last read for; 0 for none", minimum=0),
    ),
)
